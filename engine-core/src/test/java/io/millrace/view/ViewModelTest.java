package io.millrace.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.JobState;
import io.millrace.snapshot.Restart;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.view.Transfers.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** At any moment a view shows what there is as of its watermark, computed naively, whatever tasks are at, and through failures, crashes and other parallelism. */
class ViewModelTest {

    private static final int ACCOUNTS = 6;

    private static List<Transfer> transfers(SplittableRandom random) {
        List<Transfer> all = new ArrayList<>();
        long time = 1_000;
        for (int i = 0; i < 150; i++) {
            time += random.nextInt(3) == 0 ? 0 : random.nextInt(8);
            all.add(new Transfer(random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS), random.nextInt(4), time));
        }
        return all;
    }

    private static Map<Integer, Long> naive(List<Transfer> transfers, long watermark) {
        Map<Integer, Long> totals = new HashMap<>();
        for (Transfer each : transfers) {
            if (each.time() <= watermark) {
                totals.merge(each.from(), (long) -each.amount(), Long::sum);
                totals.merge(each.to(), (long) each.amount(), Long::sum);
            }
        }
        totals.values().removeIf(total -> total == 0);
        return totals;
    }

    @Test
    void shouldShowWhatThereIsAsOfItsWatermark() {
        Seeds.check(120, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Transfer> transfers = transfers(random);
            AtomicInteger failures = new AtomicInteger();
            Duration behind = Duration.ofMillis(random.nextInt(20));
            Simulation run =
                    configured(Simulation.of(Transfers.pipeline(Sources.collection(transfers), behind, failures))
                            .seed(seed));
            TableView<Integer, Long> view = run.view(Transfers.VIEW, Integer.class, Long.class);
            Map<Integer, Long> told = follow(view);
            long watermark = EventTime.NONE;
            int processes = 0;
            while (run.state() != JobState.FINISHED) {
                int action = random.nextInt(40);
                if (action == 0) {
                    failures.incrementAndGet();
                } else if (action == 1) {
                    run.crashAndRestore();
                    view = run.view(Transfers.VIEW, Integer.class, Long.class);
                    watermark = EventTime.NONE;
                    told = null;
                } else if (action == 2 && processes < 3) {
                    processes++;
                    run.settle();
                    if (!run.state().isTerminal()) {
                        run.cancel();
                        run = configured(run.next(Transfers.pipeline(Sources.collection(transfers), behind, failures))
                                .seed(seed + processes));
                        view = run.view(Transfers.VIEW, Integer.class, Long.class);
                        watermark = EventTime.NONE;
                        told = null;
                    }
                } else if (action < 6) {
                    run.advance(Duration.ofMillis(random.nextInt(5)));
                } else {
                    run.steps(random.nextInt(40));
                }
                assertThat(view.watermark()).isGreaterThanOrEqualTo(watermark);
                watermark = view.watermark();
                check(view, transfers, random);
            }
            // A process that finds the job complete has nothing to show.
            assertThat(view.watermark()).isIn(EventTime.MAX, told == null ? EventTime.NONE : EventTime.MAX);
            if (told != null) {
                assertThat(told).isEqualTo(naive(transfers, EventTime.MAX));
            }
        });
    }

    /** Who is told of every change, behind what there was, knows in the end what there is. */
    private static Map<Integer, Long> follow(TableView<Integer, Long> view) {
        Map<Integer, Long> told = new HashMap<>();
        view.forEach(told::put);
        view.subscribe((account, total) -> {
            if (total == null) {
                told.remove(account);
            } else {
                told.put(account, total);
            }
        });
        return told;
    }

    private static Simulation configured(Simulation simulation) {
        return simulation.snapshots(Duration.ofMillis(2)).restart(Restart.fixedDelay(1_000, Duration.ofMillis(1)));
    }

    private static void check(TableView<Integer, Long> view, List<Transfer> transfers, SplittableRandom random) {
        Map<Integer, Long> expected = naive(transfers, view.watermark());
        Map<Integer, Long> all = new HashMap<>();
        view.forEach(all::put);
        assertThat(all).isEqualTo(expected);
        assertThat(view.getAll(List.of(0, 1, 2, 3, 4, 5, 6, 7))).isEqualTo(expected);
        int account = random.nextInt(ACCOUNTS);
        assertThat(view.get(account)).isEqualTo(expected.get(account));
        if (random.nextInt(4) == 0) {
            int from = random.nextInt(ACCOUNTS);
            int to = from + random.nextInt(ACCOUNTS);
            assertThat(view.range(from, to)).isEqualTo(new TreeMap<>(expected).subMap(from, to));
            assertThat(view.range(null, null)).isEqualTo(expected);
        }
    }
}
