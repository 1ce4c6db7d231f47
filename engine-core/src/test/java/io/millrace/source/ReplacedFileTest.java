package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.operator.Batch;
import io.millrace.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is read on only where it is the one that was read before. */
class ReplacedFileTest {

    /** Longer than what is looked at on either side. */
    private static final int LINES = 600;

    @TempDir
    private Path directory;

    @Test
    void shouldReadOnWhenTheFileHasGrown() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Path file = file("grown-" + seed, random);
            Source<String> source = Sources.lines(file);
            Reading.Step<String> step = anyStep(random, source);
            Files.writeString(file, Files.readString(file) + "\nmore\n");

            List<String> rest = Reading.all(source, step.position(), 7);

            assertThat(rest).last().isEqualTo("more");
            List<String> all = Reading.all(source, null, 100);
            assertThat(rest).isEqualTo(all.subList(all.size() - rest.size(), all.size()));
        });
    }

    @Test
    void shouldReadOnWhenTheLastLineWasEndedSince() throws Exception {
        for (String end : List.of("\n", "\r\n")) {
            Path file = Files.writeString(directory.resolve("unended.txt"), "a\nb");
            List<Reading.Step<String>> steps = Reading.steps(Sources.lines(file), new TestSourceContext(), 8);
            Object atTheEnd = steps.get(steps.size() - 1).position();
            Files.writeString(file, "a\nb" + end + "c\n");

            assertThat(Reading.all(Sources.lines(file), atTheEnd, 8)).containsExactly("c");
            Files.writeString(file, "a\nbc\n");
            refused(file, atTheEnd, "at byte 3: the line that was the last one has been continued");
        }
    }

    @Test
    void shouldRefuseWhenTheFileWasCut() {
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Path file = file("cut-" + seed, random);
            Reading.Step<String> step = anyStep(random, Sources.lines(file));
            int offset = offset(step);
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), random.nextInt(offset)));

            refused(file, step.position(), "at byte " + offset + ": it has only " + Files.size(file) + " bytes");
        });
    }

    @Test
    void shouldRefuseWhenAnotherFileOfTheSameLengthHasALineThatEndsThere() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Path file = file("replaced-" + seed, random);
            Reading.Step<String> step = anyStep(random, Sources.lines(file));
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (bytes[i] == '\n' ? '\n' : 'A' + random.nextInt(26));
            }
            Files.write(file, bytes);

            refused(file, step.position(), "what is before that is not what was read");
        });
    }

    @Test
    void shouldRefuseWhenAByteNearEitherEndOfWhatWasReadHasChanged() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Path file = file("changed-" + seed, random);
            Reading.Step<String> step = anyStep(random, Sources.lines(file));
            int offset = offset(step);
            int near = random.nextInt(Math.min(offset, FileSample.SIZE));
            byte[] bytes = Files.readAllBytes(file);
            bytes[random.nextBoolean() ? near : offset - 1 - near] ^= 1;
            Files.write(file, bytes);

            refused(file, step.position(), "what is before that is not what was read");
        });
    }

    @Test
    void shouldRefuseADeviceInPlaceOfTheFile() {
        Path device = Path.of("/dev/null");
        assumeThat(device).exists();

        refused(device, List.of(4L, 2L, 0L), "at byte 4: it is a pipe or a device now, which has no such place");
    }

    @Test
    void shouldFailAtTheEndWhenTheFileWasCutOrChangedWhileItWasRead() throws Exception {
        byte[] lines = "line\n".repeat(LinesReader.BUFFER / 2).getBytes(StandardCharsets.UTF_8);
        byte[] others = "LINE\n".repeat(LinesReader.BUFFER / 2).getBytes(StandardCharsets.UTF_8);
        for (byte[] written : List.of(new byte[0], "LINE\n".getBytes(StandardCharsets.UTF_8), others)) {
            Path file = Files.write(directory.resolve("read.txt"), lines);
            SourceReader<String> reader = Sources.lines(file).open(new TestSourceContext());
            try {
                assertThat(reader.fetch(new Batch<>(1))).isEqualTo(Fetch.MORE);
                Files.write(file, written);

                assertThatThrownBy(() -> {
                            while (reader.fetch(new Batch<>(256)) == Fetch.MORE) {}
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("cannot read " + file + ": at byte ")
                        .hasMessageContaining("it was cut or changed while it was being read");
            } finally {
                reader.close();
            }
        }
    }

    @Test
    void shouldReadOnWhenTheFileGrowsWhileItIsRead() throws Exception {
        Path file = Files.writeString(directory.resolve("growing.txt"), "a\n");
        SourceReader<String> reader = Sources.lines(file).open(new TestSourceContext());
        try {
            Batch<String> batch = new Batch<>(8);
            reader.fetch(batch);
            Files.writeString(file, "a\nb\n");
            Batch<String> next = new Batch<>(8);
            reader.fetch(next);

            assertThat(Reading.events(next)).containsExactly("b");
            assertThat(reader.fetch(new Batch<>(8))).isEqualTo(Fetch.END);
        } finally {
            reader.close();
        }
    }

    private static void refused(Path file, Object position, String finding) {
        assertThatThrownBy(() -> Sources.lines(file).open(new TestSourceContext(position)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot go on reading " + file + ": at byte ")
                .hasMessageContaining(finding)
                .hasMessageEndingWith("Put the file back as it was; or else start without the snapshot, or give the"
                        + " source another name, to read it from the beginning");
    }

    private static Reading.Step<String> anyStep(SplittableRandom random, Source<String> source) throws Exception {
        List<Reading.Step<String>> steps = Reading.steps(source, new TestSourceContext(), 1 + random.nextInt(20));
        Reading.Step<String> step = steps.get(random.nextInt(steps.size()));
        return offset(step) == 0 ? steps.get(0) : step;
    }

    private static int offset(Reading.Step<String> step) {
        return (int) (long) (Long) ((List<?>) step.position()).get(0);
    }

    private Path file(String name, SplittableRandom random) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int line = 1 + random.nextInt(LINES); line > 0; line--) {
            for (int length = 1 + random.nextInt(12); length > 0; length--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            text.append('\n');
        }
        return Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
    }
}
