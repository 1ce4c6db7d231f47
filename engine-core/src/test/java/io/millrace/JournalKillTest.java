package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.JournalOptions;
import io.millrace.source.JournalSource;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that writes to a journal and reads it, killed at random moments: what it has said was written is in its output once when it has come to its end. {@code -Dmillrace.kills=200}
 * sets how often it is killed.
 */
class JournalKillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 5);
    private static final long SEED = Long.getLong("millrace.seed", 0);

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void shouldHaveInItsOutputOnceWhatItSaidWasWritten() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Long> said = new ArrayList<>();
        for (int life = 0; life < KILLS; life++) {
            said.addAll(live(life, 1 + random.nextInt(3), random.nextInt(3_000)));
        }
        said.addAll(live(KILLS, 2, -1));
        List<Long> out = Files.readAllLines(directory.resolve("out")).stream()
                .map(Long::valueOf)
                .toList();
        assertThat(out).as("seed " + SEED).doesNotHaveDuplicates().containsAll(said);
        assertThat(out.size() - said.size())
                .as("not acknowledged")
                .isBetween(0, KILLS * Program.THREADS * Program.GROUP);
        assertThat(said).hasSizeGreaterThan(KILLS * 100);
    }

    /** Runs it until it has said so many lines, or to its end; returns what it has said was written. */
    private List<Long> live(int life, int parallelism, int most) throws Exception {
        Process process = ForkedJvm.command(
                        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                        Program.class,
                        directory.toString(),
                        Integer.toString(life),
                        Integer.toString(parallelism))
                .redirectError(directory.resolve("errors-" + life).toFile())
                .start();
        List<Long> said = new ArrayList<>();
        try (var lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(Long.valueOf(line));
                if (said.size() == most) {
                    process.toHandle().destroyForcibly(); // what it has said can still be read
                }
            }
        } finally {
            process.destroyForcibly();
        }
        boolean killed = process.waitFor() != 0;
        assertThat(killed && most < 0)
                .as(Files.readString(directory.resolve("errors-" + life)))
                .isFalse();
        return said;
    }

    /** Writes numbers that no other life writes, and says which have been written. */
    static final class Program {

        static final int THREADS = 3;
        static final int GROUP = 20;
        private static final int EVENTS = 1_500;

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            JournalSource<Long> source = Sources.journal(
                    directory.resolve("journal"),
                    Type.of(Long.class),
                    JournalOptions.defaults().segmentBytes(10_000));
            Pipeline pipeline = Pipeline.create("numbers");
            pipeline.source("numbers", source)
                    .rebalance()
                    .map(number -> number)
                    .to("out", Sinks.lines(directory.resolve("out")));
            try (Engine engine = Engine.withWorkers(2)) {
                Job job = engine.start(
                        pipeline,
                        JobOptions.parallelism(Integer.parseInt(arguments[2]))
                                .withSnapshots(Snapshots.in(directory.resolve("snapshots"))
                                        .every(Duration.ofMillis(50))));
                write(source, Long.parseLong(arguments[1]) * 1_000_000);
                source.complete();
                job.join();
            }
        }

        private static void write(JournalSource<Long> source, long from) throws Exception {
            List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                long first = from + (long) thread * EVENTS;
                threads.add(new Thread(() -> writeGroups(source, first)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void writeGroups(JournalSource<Long> source, long first) {
            for (long group = first; group < first + EVENTS; group += GROUP) {
                for (long number = group; number < group + GROUP - 1; number++) {
                    long written = number;
                    source.emitAsync(number).thenRun(() -> say(written));
                }
                source.emit(group + GROUP - 1);
                say(group + GROUP - 1);
            }
        }

        /** At once: half a number would be another one. */
        private static synchronized void say(long number) {
            byte[] line = (number + "\n").getBytes(StandardCharsets.US_ASCII);
            System.out.write(line, 0, line.length);
            System.out.flush();
        }
    }
}
