package io.millrace.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.job.JobState;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.time.EventTime;
import io.millrace.view.Transfers.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads read while tasks write, fail and start again: what one call gives has the sum that there is at every watermark, and no reader sees time go back. */
@Timeout(120)
class ViewStressTest {

    private static final int ACCOUNTS = 200;
    private static final int TRANSFERS = 40_000;
    private static final List<Integer> ALL =
            IntStream.range(0, ACCOUNTS).boxed().toList();

    private static Transfer transfer(long index) {
        int from = (int) (index * 31 % ACCOUNTS);
        int to = (int) ((index * 17 + 5) % ACCOUNTS);
        return new Transfer(from, to, (int) (1 + index % 9), index / 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldNeverTearApartWhatChangesTogether(int parallelism, @TempDir Path directory) throws Exception {
        AtomicInteger failures = new AtomicInteger();
        Source<Transfer> source = Sources.generate(ViewStressTest::transfer).count(TRANSFERS);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Engine engine = Engine.withWorkers(3)) {
            Job job = engine.start(
                    Transfers.pipeline(source, Duration.ofMillis(200), failures),
                    JobOptions.parallelism(parallelism)
                            .withSnapshots(Snapshots.in(directory).every(Duration.ofMillis(30)))
                            .withRestart(Restart.fixedDelay(100, Duration.ofMillis(1))));
            TableView<Integer, Long> view = job.view(Transfers.VIEW, Integer.class, Long.class);
            List<Future<Integer>> reading = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                int how = reader;
                reading.add(threads.submit(() -> read(view, job, how)));
            }
            for (int i = 0; i < 3; i++) {
                long before = view.watermark();
                while (!job.state().isTerminal() && view.watermark() <= before) {
                    Thread.onSpinWait();
                }
                failures.incrementAndGet();
            }
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            for (Future<Integer> each : reading) {
                assertThat(each.get()).isPositive();
            }
            assertThat(view.watermark()).isEqualTo(EventTime.MAX);
            assertSumIsZero(view, 0);
            assertThat(view.getAll(ALL)).isEqualTo(last());
        } finally {
            threads.shutdownNow();
        }
    }

    private static Map<Integer, Long> last() {
        Map<Integer, Long> totals = new HashMap<>();
        for (long index = 0; index < TRANSFERS; index++) {
            Transfer each = transfer(index);
            totals.merge(each.from(), (long) -each.amount(), Long::sum);
            totals.merge(each.to(), (long) each.amount(), Long::sum);
        }
        totals.values().removeIf(total -> total == 0);
        return totals;
    }

    private static int read(TableView<Integer, Long> view, Job job, int how) {
        int reads = 0;
        long watermark = EventTime.NONE;
        do {
            assertSumIsZero(view, how);
            assertThat(view.watermark()).isGreaterThanOrEqualTo(watermark);
            watermark = view.watermark();
            reads++;
        } while (!job.state().isTerminal());
        return reads;
    }

    private static void assertSumIsZero(TableView<Integer, Long> view, int how) {
        long[] sum = {0};
        switch (how) {
            case 0 -> view.getAll(ALL).values().forEach(total -> sum[0] += total);
            case 1 -> view.forEach((account, total) -> sum[0] += total);
            default -> view.range(null, null).values().forEach(total -> sum[0] += total);
        }
        assertThat(sum[0]).isZero();
    }
}
