package io.millrace.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whoever is told of all changes knows what the view shows, also when the job has failed and what comes then is less than what came before, or comes in another order. */
class ViewListenerModelTest {

    /** @param row the row; null when there is none any more; what is less than zero fails */
    record Change(int key, Long row, long time) {}

    private static Pipeline pipeline(PushSource<Change> changes, boolean timed) {
        Pipeline pipeline = Pipeline.create("changes");
        EventStream<Change> stream = pipeline.source("changes", changes);
        (timed
                        ? stream.timestamps(
                                Timestamps.millis(Change::time),
                                Watermarks.boundedOutOfOrderness(Duration.ofMillis(5))
                                        .idleAfter(Duration.ofSeconds(1)))
                        : stream)
                .keyBy(Change::key, Integer.class)
                .view("rows", ViewListenerModelTest::row, Long.class);
        return pipeline;
    }

    private static Long row(Change change) {
        if (change.row() != null && change.row() < 0) {
            throw new IllegalStateException("on purpose");
        }
        return change.row();
    }

    @Test
    void shouldTellWhatTheViewShowsThroughFailures() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            PushSource<Change> changes = Sources.push(10_000);
            boolean timed = random.nextInt(3) > 0;
            Simulation run = Simulation.of(pipeline(changes, timed))
                    .seed(seed)
                    .parallelism(1 + random.nextInt(3))
                    .restart(Restart.fixedDelay(1_000, Duration.ofMillis(1)));
            if (random.nextInt(4) > 0) {
                run.snapshots(Duration.ofMillis(20));
            }
            TableView<Integer, Long> view = run.view("rows", Integer.class, Long.class);
            Map<Integer, Long> told = new HashMap<>();
            view.subscribe((key, row) -> put(told, key, row));
            long time = 1_000;
            for (int i = 0; i < 150; i++) {
                for (int burst = random.nextInt(6); burst > 0; burst--) {
                    time += random.nextInt(4);
                    Long row = random.nextInt(4) == 0 ? null : (Long) (long) random.nextInt(5);
                    changes.emit(new Change(random.nextInt(8), row, time - random.nextInt(12)));
                }
                if (random.nextInt(15) == 0) {
                    changes.emit(new Change(0, -1L - i, time));
                }
                if (random.nextInt(3) == 0) {
                    run.steps(random.nextInt(30));
                } else {
                    run.settle();
                    assertThat(told).isEqualTo(shown(view));
                }
                run.advance(Duration.ofMillis(random.nextInt(10)));
            }
            run.settle().advance(Duration.ofMillis(5)).drain();
            assertThat(run.state()).isEqualTo(JobState.FINISHED);
            assertThat(view.watermark()).isEqualTo(timed ? EventTime.MAX : view.watermark());
            assertThat(told).isEqualTo(shown(view));
        });
    }

    private static void put(Map<Integer, Long> rows, Integer key, Long row) {
        if (row == null) {
            rows.remove(key);
        } else {
            rows.put(key, row);
        }
    }

    private static Map<Integer, Long> shown(TableView<Integer, Long> view) {
        Map<Integer, Long> shown = new HashMap<>();
        view.forEach(shown::put);
        return shown;
    }
}
