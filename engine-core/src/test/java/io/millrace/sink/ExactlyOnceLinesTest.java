package io.millrace.sink;

import static io.millrace.sink.TestSinkContext.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.PendingLines.PreparedLines;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Disturbs every call to the disk, of the job and of what goes on after it. */
class ExactlyOnceLinesTest {

    // Which of the calls of a second run are disturbed; 1 for all.
    private static final int STEP = Integer.getInteger("millrace.crash.step", 8);
    private static final Path FILE = Path.of("/disk/alerts.jsonl").toAbsolutePath();
    private static final List<String> LINES = IntStream.range(0, 12)
            .mapToObj(i -> i % 5 == 4 ? "" : "line " + i + " ä€😀".substring(0, i % 4))
            .toList();
    private static final String ALL = latin((String.join("\n", LINES) + "\n").getBytes(StandardCharsets.UTF_8));

    /** What becomes of one call, and then of the process. */
    enum Disturbance {
        CALL_FAILS,
        CALL_FAILS_AFTER_EFFECT,
        BIT_IS_READ_WRONG,
        PROCESS_ENDS,
        MACHINE_ENDS;

        DiskFaults at(long call) {
            return switch (this) {
                case CALL_FAILS -> DiskFaults.failCall(call);
                case CALL_FAILS_AFTER_EFFECT -> DiskFaults.failAfterCall(call);
                case BIT_IS_READ_WRONG -> DiskFaults.random(call).at(call, DiskFault.FLIPPED_BIT);
                case PROCESS_ENDS, MACHINE_ENDS -> DiskFaults.crashAfterCall(call);
            };
        }
    }

    @Test
    void shouldWriteEachLineOnceWhenNothingHappens() throws Exception {
        Story story = new Story(0);
        story.put(FILE, "");
        story.put(Path.of(FILE + ".0.9.pending"), "left over\n");
        story.run();

        story.checkEnd();
    }

    @ParameterizedTest
    @EnumSource(Disturbance.class)
    void shouldWriteEachLineOnceWhenAnyCallIsDisturbedAndThenAnyCallOfTheNextRun(Disturbance disturbance)
            throws Exception {
        Story undisturbed = new Story(0);
        undisturbed.start(DiskFaults.none());
        long calls = undisturbed.disk.calls();
        for (long first = 1; first <= calls; first++) {
            long callsOfNext = disturbTwice(disturbance, first, Long.MAX_VALUE);
            for (long second = 1 + first % STEP; second <= callsOfNext; second += STEP) {
                disturbTwice(disturbance, first, second);
            }
        }
        assertThat(calls).isGreaterThan(50);
    }

    /** Returns how many calls the second run had. */
    private static long disturbTwice(Disturbance disturbance, long first, long second) {
        try {
            Story story = new Story(first * 1_000 + second);
            story.start(disturbance.at(first));
            story.stop(disturbance == Disturbance.MACHINE_ENDS);
            story.start(disturbance.at(second));
            long calls = story.disk.calls();
            story.stop(disturbance == Disturbance.MACHINE_ENDS);
            story.disk.plan(DiskFaults.none());
            story.run();
            story.checkEnd();
            return calls;
        } catch (Throwable e) {
            throw new AssertionError(disturbance + " at call " + first + ", then at call " + second + ": " + e, e);
        }
    }

    @Test
    void shouldWriteEachLineOnceWhateverGoesWrongHoweverOften() {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Story story = new Story(seed);
            for (int run = 0; run < 10; run++) {
                DiskFaults faults = DiskFaults.random(random.nextLong()).capacity(random.nextInt(150, 1_000));
                for (DiskFault fault : List.of(DiskFault.TORN_WRITE, DiskFault.FAILED_FORCE, DiskFault.CRASH)) {
                    faults = faults.with(fault, random.nextDouble(0.05));
                }
                story.start(faults);
                story.stop(random.nextBoolean());
            }
            story.disk.plan(DiskFaults.none());
            story.run();
            story.checkEnd();
        });
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A job of one source and one sink, started again and again over one disk. */
    private static final class Story {

        private final SimulatedDisk disk = new SimulatedDisk();
        private final LinesSink sink = new LinesSink(FILE);
        private final TestSinkContext context = new TestSinkContext(disk);
        private final SplittableRandom random;
        private String seen = "";
        private int position;
        private List<PreparedLines> complete = List.of();
        private int snapshot;

        Story(long seed) throws IOException {
            random = new SplittableRandom(seed);
            disk.makeDirectory(FILE.getParent());
            disk.forceAll();
        }

        void put(Path file, String text) throws IOException {
            disk.append(file).close();
            disk.replaceContent(file, text.getBytes(StandardCharsets.UTF_8));
        }

        /** Runs until a fault, or to the end. */
        void start(DiskFaults faults) throws Exception {
            disk.plan(faults);
            try {
                run();
            } catch (SimulatedCrash | IOException e) {
                assertThat(disk.faults()).as("what explains " + e).isNotEmpty();
            }
        }

        /** What is there at each of the calls is seen here, since each is the last one once. */
        void stop(boolean losesWhatWasNotForced) {
            look();
            if (!losesWhatWasNotForced) {
                disk.forceAll();
            }
            disk.crash(random);
            if (losesWhatWasNotForced) {
                seen = "";
            }
            look();
        }

        void checkEnd() throws IOException {
            assertThat(text()).isEqualTo(ALL);
            assertThat(disk.list(FILE.getParent())).containsExactly(FILE);
        }

        void run() throws Exception {
            context.nextAttempt();
            Committer<PreparedLines> committer = sink.committer(context);
            TransactionalWriter<Object, PreparedLines> writer = null;
            try {
                boolean writerFirst = context.attempt() % 2 == 0;
                writer = writerFirst ? sink.openTransactional(context, complete) : null;
                committer.recover(complete);
                writer = writerFirst ? writer : sink.openTransactional(context, complete);
                work(writer, committer);
            } finally {
                if (writer != null) {
                    writer.close();
                }
                committer.close();
            }
        }

        /** Every third snapshot is abandoned, and the others are committed only after the next line. */
        private void work(TransactionalWriter<Object, PreparedLines> writer, Committer<PreparedLines> committer)
                throws Exception {
            List<PreparedLines> due = List.of();
            for (int line = position; line < LINES.size(); line++) {
                writer.write(batch(LINES.get(line)));
                committer.commit(snapshot, due);
                due = List.of();
                if (line % 2 == 1) {
                    PreparedLines prepared = writer.prepare(++snapshot);
                    if (snapshot % 3 != 0) {
                        due = completed(prepared, line + 1);
                    }
                }
            }
            writer.finish();
            committer.commit(snapshot, completed(writer.prepare(++snapshot), LINES.size()));
        }

        private List<PreparedLines> completed(PreparedLines prepared, int nextLine) {
            complete = List.of(prepared);
            position = nextLine;
            return complete;
        }

        /** As somebody who reads the file. */
        private void look() {
            String now = text();
            assertThat(ALL).startsWith(now);
            assertThat(now).startsWith(seen);
            seen = now;
        }

        private String text() {
            try {
                return latin(disk.content(FILE));
            } catch (IOException e) {
                return "";
            }
        }
    }
}
