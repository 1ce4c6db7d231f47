package io.millrace.sink;

import static io.millrace.sink.TestSinkContext.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.FaultyDisk.Crash;
import io.millrace.sink.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Disturbs every call to the disk, of the job and of what goes on after it. */
class ExactlyOnceLinesTest {

    private static final Path FILE = Path.of("/disk/alerts.jsonl").toAbsolutePath();
    // Which of the calls of a second run are disturbed; 1 for all.
    private static final int STEP = Integer.getInteger("millrace.crash.step", 8);
    private static final List<String> LINES = IntStream.range(0, 10)
            .mapToObj(i -> i % 5 == 4 ? "" : "line " + i + " ä€😀".substring(0, i % 4))
            .toList();
    private static final String ALL =
            new String((String.join("\n", LINES) + "\n").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

    @Test
    void shouldWriteEachLineOnceWhenNothingHappens() throws Exception {
        Story story = new Story(0);
        story.disk.put(FILE, "what was there before\n");
        story.disk.put(Path.of(FILE + ".0.pending"), "left over\n");
        story.run();

        assertThat(story.disk.bytes(FILE)).isEqualTo(ALL);
        assertThat(story.disk.fileNames()).containsExactly("alerts.jsonl");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Fault.class)
    void shouldWriteEachLineOnceWhenAnyCallIsDisturbedAndAnyCallOfTheNextRunToo(Fault fault) {
        int calls = new Story(0).disturbed(0, fault);
        for (int first = 1; first <= calls; first++) {
            int callsOfNext = disturbTwice(first, 0, fault);
            for (int second = 1 + first % STEP; second <= callsOfNext; second += STEP) {
                disturbTwice(first, second, fault);
            }
        }
        assertThat(calls).isGreaterThan(50);
    }

    private static int disturbTwice(int first, int second, Fault fault) {
        Story story = new Story(first * 1_000L + second);
        try {
            story.disturbed(first, fault);
            int callsOfNext = story.disturbed(second, fault);
            story.run();
            assertThat(story.disk.bytes(FILE)).isEqualTo(ALL);
            assertThat(story.disk.fileNames()).containsExactly("alerts.jsonl");
            return callsOfNext;
        } catch (Throwable e) {
            throw new AssertionError(fault + " at call " + first + ", then at call " + second + ": " + e, e);
        }
    }

    /** A job of one source and one sink, started again and again over one disk. */
    private static final class Story {

        private final FaultyDisk disk;
        private final LinesSink sink = new LinesSink(FILE);
        private final TestSinkContext context;
        private boolean started;
        private int seen;
        private int position;
        private List<PreparedLines> complete = List.of();
        private int snapshot;

        Story(long seed) {
            disk = new FaultyDisk(seed, this::look);
            context = new TestSinkContext(disk);
        }

        /** Runs until the n-th call to the disk, or to the end when there are fewer; returns how many there were. */
        int disturbed(int call, Fault fault) {
            disk.disturb(call, fault);
            try {
                run();
            } catch (Crash | IOException e) {
                assertThat(call).as("the only disturbance").isEqualTo(disk.calls() < call ? -1 : call);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            int calls = disk.calls();
            if (fault == Fault.MACHINE_ENDS) {
                seen = 0;
            }
            disk.restart();
            return calls;
        }

        void run() throws Exception {
            Committer<PreparedLines> committer = sink.committer(context);
            TransactionalWriter<Object, PreparedLines> writer = null;
            try {
                committer.recover(complete);
                started = true;
                writer = sink.openTransactional(context, complete);
                work(writer, committer);
            } catch (Exception e) {
                closeAfter(e, writer, committer);
                throw e;
            }
            writer.close();
            committer.close();
        }

        private static void closeAfter(Exception failure, SinkWriter<?> writer, Committer<?> committer) {
            try {
                if (writer != null) {
                    writer.close();
                }
                committer.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }

        /** Every third snapshot is abandoned, and one is committed only after the next line. */
        private void work(TransactionalWriter<Object, PreparedLines> writer, Committer<PreparedLines> committer)
                throws Exception {
            List<PreparedLines> due = null;
            for (int line = position; line < LINES.size(); line++) {
                writer.write(batch(LINES.get(line)));
                if (due != null) {
                    committer.commit(due);
                    due = null;
                }
                if (line % 2 == 1) {
                    PreparedLines prepared = writer.prepare(++snapshot);
                    if (snapshot % 3 != 0) {
                        complete = List.of(prepared);
                        position = line + 1;
                        due = complete;
                    }
                }
            }
            writer.finish();
            PreparedLines last = writer.prepare(++snapshot);
            complete = List.of(last);
            position = LINES.size();
            committer.commit(complete);
        }

        /** As somebody who reads the file while it is written. */
        private void look() {
            int length = disk.length(FILE);
            if (!started || length == seen) {
                return;
            }
            assertThat(length).as("a file that only grows").isGreaterThan(seen);
            assertThat(ALL).startsWith(disk.bytes(FILE));
            seen = length;
        }
    }
}
