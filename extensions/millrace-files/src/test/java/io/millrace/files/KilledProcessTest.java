package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.files.FilesProgram.Event;
import io.millrace.servers.TestJvm;
import io.millrace.state.store.FileDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class KilledProcessTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 4);
    private static final int FILES = 30;
    private static final int EVENTS = 20_000 * (KILLS + 1);

    @TempDir
    private Path directory;

    private final JsonParser<Event> parser = new JsonParser<>(Event.class, false, 10_000);
    private Path out;
    private final Map<Path, Long> sizes = new HashMap<>();
    private final BitSet ids = new BitSet();
    private final List<String> again = new ArrayList<>();

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // for as many kills as are asked for
    void shouldHaveEachRecordOnceInFilesThatAreWholeWhenTheProcessIsKilled() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        out = Files.createDirectory(directory.resolve("out"));
        writeInput();
        int kills = 0;
        for (boolean ended = false; !ended; ) {
            Process process = start(random.nextInt(1, 4));
            try {
                int until = sizes.size() + random.nextInt(1, 6);
                while (!ended && (kills == KILLS || sizes.size() < until)) {
                    look();
                    ended = process.waitFor(5, TimeUnit.MILLISECONDS);
                }
            } finally {
                process.destroyForcibly();
            }
            int exit = process.waitFor();
            kills += ended ? 0 : 1;
            assertThat(!ended || exit == 0)
                    .as("exit " + exit + ": " + Files.readString(directory.resolve("log")))
                    .isTrue();
        }
        look();
        assertThat(kills).as("how often it was killed before its end").isGreaterThan(KILLS / 2);
        assertThat(again).as("records that are there again").isEmpty();
        BitSet missing = (BitSet) ids.clone();
        missing.flip(0, EVENTS);
        assertThat(missing.stream().limit(100))
                .as("of %d that are missing", missing.cardinality())
                .isEmpty();
        assertThat(ids.length()).isEqualTo(EVENTS);
        try (Stream<Path> left = Files.walk(out)) {
            assertThat(left.filter(path -> path.toString().endsWith(".pending")))
                    .isEmpty();
        }
    }

    private void writeInput() throws IOException {
        Path in = Files.createDirectory(directory.resolve("in"));
        for (int file = 0; file < FILES; file++) {
            try (OutputStream bytes = new GZIPOutputStream(Files.newOutputStream(in.resolve("f" + file + ".csv.gz")))) {
                StringBuilder text = new StringBuilder("text,id,time\n");
                for (long id = file; id < EVENTS; id += FILES) {
                    text.append("\"event\n")
                            .append(id)
                            .append("\",")
                            .append(id)
                            .append(',')
                            .append(id % 3 * FilesProgram.DAY)
                            .append('\n');
                }
                bytes.write(text.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private Process start(int parallelism) throws IOException {
        return TestJvm.command(
                        TestJvm.SMALL, FilesProgram.class.getName(), directory.toString(), String.valueOf(parallelism))
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    /** Whatever is not hidden is whole, and stays as it is. */
    private void look() throws IOException {
        for (String name : new DirectoryFiles(out, FileDisk.INSTANCE, true, null, FileOrder.NAME, null).names()) {
            Path file = out.resolve(name);
            Long before = sizes.putIfAbsent(file, Files.size(file));
            assertThat(before == null || before == Files.size(file)).as(name).isTrue();
            if (before == null) {
                read(file);
            }
        }
    }

    private void read(Path file) throws IOException {
        byte[] bytes;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            bytes = in.readAllBytes();
        }
        for (int at = 0; at < bytes.length; ) {
            at = parser.next(bytes, at, bytes.length, true);
            if (parser.record == null || !file.toString().contains("dt=1970-01-0" + (1 + parser.record.id() % 3))) {
                throw new AssertionError(file + ", before byte " + at + ": " + parser.record + parser.reason);
            }
            int id = Math.toIntExact(parser.record.id());
            if (ids.get(id)) {
                again.add(id + " in " + file);
            }
            ids.set(id);
        }
    }
}
