package io.millrace.state.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.testing.SimulatedDisk;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ManifestFormatTest {

    private static final int RUNS = 200;
    private static final int LARGEST = 200_000;

    private static Manifest manifest(SplittableRandom random) {
        List<Manifest.Part> parts = new ArrayList<>();
        for (int part = random.nextInt(4); part > 0; part--) {
            List<Manifest.Piece> pieces = new ArrayList<>();
            for (int piece = random.nextInt(4); piece > 0; piece--) {
                byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 100 : LARGEST)];
                random.nextBytes(bytes);
                pieces.add(new Manifest.Piece("state-" + piece, "bytes", bytes));
            }
            parts.add(new Manifest.Part("operator-" + part, 0, 1, false, pieces));
        }
        return new Manifest(7, null, "job", Map.of("a", "b"), Instant.EPOCH, false, parts, List.of());
    }

    private static List<List<Object>> content(Manifest manifest) {
        List<List<Object>> content = new ArrayList<>();
        for (Manifest.Part part : manifest.parts()) {
            part.pieces()
                    .forEach(piece ->
                            content.add(List.of(part.operator(), piece.name(), ByteBuffer.wrap(piece.bytes()))));
        }
        return content;
    }

    @Test
    void shouldReadWhatItHasWrittenHoweverLargeItsPiecesAre() throws Exception {
        for (int seed = 0; seed < RUNS; seed++) {
            Manifest manifest = manifest(new SplittableRandom(seed));
            byte[] bytes = ManifestFormat.write(manifest);
            assertThat(content(ManifestFormat.read(bytes, "test")))
                    .as("seed %s", seed)
                    .isEqualTo(content(manifest));
            ByteArrayOutputStream parts = new ByteArrayOutputStream();
            for (ByteBuffer part : ManifestFormat.parts(manifest)) {
                parts.write(part.array(), part.arrayOffset(), part.remaining());
            }
            assertThat(parts.toByteArray()).as("seed %s", seed).isEqualTo(bytes);
        }
    }

    /** Each call of the disk is a place to fail at. */
    @Test
    void shouldWriteASmallOneByOneCallOfTheDisk() throws Exception {
        assertThat(ManifestFormat.parts(
                        new Manifest(7, null, "job", Map.of(), Instant.EPOCH, false, List.of(), List.of())))
                .hasSize(1);
    }

    @Test
    void shouldKeepLargePiecesInADirectory() throws Exception {
        Manifest manifest = manifest(new SplittableRandom(1));
        SimulatedDisk disk = new SimulatedDisk();
        try (DirectoryStore store = DirectoryStore.open(disk, Path.of("/snapshots"))) {
            store.publish(manifest);
        }
        try (DirectoryStore store = DirectoryStore.open(disk, Path.of("/snapshots"))) {
            assertThat(store.manifests())
                    .singleElement()
                    .satisfies(read -> assertThat(content(read)).isEqualTo(content(manifest)));
        }
    }

    @Test
    void shouldGiveTheBytesThatWereWrittenInAnyPortions() {
        for (int seed = 0; seed < RUNS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Chunks chunks = new Chunks();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int write = random.nextInt(20); write > 0; write--) {
                byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 10 : LARGEST)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    chunks.write(bytes, 0, bytes.length);
                } else {
                    chunks.writeShared(bytes);
                }
                chunks.write(write);
                expected.writeBytes(bytes);
                expected.write(write);
            }
            assertThat(chunks.size()).isEqualTo(expected.size());
            assertThat(chunks.toByteArray()).as("seed %s", seed).isEqualTo(expected.toByteArray());
        }
    }
}
