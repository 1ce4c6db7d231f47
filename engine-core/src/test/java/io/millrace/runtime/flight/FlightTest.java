package io.millrace.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.metrics.TaskMetrics;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.ManualClock;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jdk.jfr.EventSettings;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What JDK Flight Recorder is told of a job. Other tests run in the same JVM, so each job has a name of its own, and what takes no time is left out. */
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(60)
class FlightTest {

    private static final Duration THRESHOLD = Duration.ofMillis(1);
    private static final long LONGER_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private static final Set<String> LASTING = Set.of("SlowStep", "Backpressure", "WatermarkStall");

    @TempDir
    private Path directory;

    @Test
    void shouldTellOfSnapshots() throws Exception {
        PushSource<Integer> numbers = Sources.push(10);
        SnapshotInfo[] taken = new SnapshotInfo[1];
        List<RecordedEvent> events = recorded("Snapshot", "flight-snapshots", () -> {
            Pipeline pipeline = Pipeline.create("flight-snapshots");
            pipeline.source("numbers", numbers).to("out", Sinks.discard());
            try (Engine engine = Engine.withWorkers(1);
                    Job job = engine.start(
                            pipeline,
                            JobOptions.defaults().withSnapshots(Snapshots.in(directory.resolve("snapshots"))))) {
                taken[0] = job.snapshot();
            }
        });

        assertThat(events).hasSize(1);
        assertThat(events.get(0).getLong("snapshot")).isEqualTo(taken[0].id());
        assertThat(events.get(0).getLong("bytes")).isEqualTo(taken[0].bytes());
        assertThat(events.get(0).getBoolean("complete")).isTrue();
        assertThat(events.get(0).getDuration()).isPositive();
    }

    @Test
    void shouldTellOfSnapshotsThatAreGivenUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<RecordedEvent> events = recorded("Snapshot", "flight-given-up", () -> {
            Pipeline pipeline = Pipeline.create("flight-given-up");
            pipeline.source("numbers", Sources.of(1, 2, 3)).to("out", Sinks.blockingCallback(number -> never.await()));
            try (Engine engine = Engine.withWorkers(1);
                    Job job = engine.start(pipeline, snapshots())) {
                until(() -> job.metrics().snapshots().failed() > 0);
            }
        });

        assertThat(events).anySatisfy(event -> {
            assertThat(event.getBoolean("complete")).isFalse();
            assertThat(event.getString("failure")).contains("has taken longer than");
        });
    }

    @Test
    void shouldTellOfRestarts() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        List<RecordedEvent> events = recorded("Restart", "flight-restarts", () -> {
            Pipeline pipeline = Pipeline.create("flight-restarts");
            pipeline.source("numbers", Sources.of(1, 2, 3))
                    .map(number -> {
                        if (!failed.getAndSet(true)) {
                            throw new IllegalStateException("on purpose");
                        }
                        return number;
                    })
                    .to("out", Sinks.discard());
            Simulation.of(pipeline)
                    .restart(Restart.fixedDelay(1, Duration.ofMillis(7)))
                    .run();
        });

        assertThat(events).hasSize(1);
        assertThat(events.get(0).getInt("attempt")).isEqualTo(2);
        assertThat(events.get(0).getDuration("delay")).isEqualTo(Duration.ofMillis(7));
        assertThat(events.get(0).getString("cause")).contains("on purpose");
    }

    @Test
    void shouldTellOfStepsThatAreSlow() throws Exception {
        List<RecordedEvent> events = recorded("SlowStep", "flight-slow", () -> {
            Pipeline pipeline = Pipeline.create("flight-slow");
            pipeline.source("numbers", Sources.of(1))
                    .map(number -> {
                        passTime();
                        return number;
                    })
                    .to("out", Sinks.discard());
            run(pipeline);
        });

        assertThat(events).anySatisfy(event -> {
            assertThat(event.getString("task")).isEqualTo("numbers-0");
            assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofNanos(LONGER_NANOS));
        });
    }

    @Test
    void shouldTellOfTasksThatAreHeldBackFromBeginningToEnd() throws Exception {
        List<RecordedEvent> events = recorded("Backpressure", "flight-held", () -> {
            Pipeline pipeline = Pipeline.create("flight-held");
            pipeline.source("numbers", Sources.generate(index -> index).count(10_000))
                    .rebalance()
                    .map(number -> number)
                    .named("slow")
                    .to("out", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .parallelism(2)
                    .batchSize(2)
                    .edgeCapacity(1)
                    .hold("slow")
                    .settle();
            passTime();
            run.release("slow").run();
        });

        assertThat(events).anySatisfy(event -> {
            assertThat(event.getString("task")).isEqualTo("numbers-0");
            assertThat(event.getString("heldBy")).contains("slow-");
            assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofNanos(LONGER_NANOS));
        });
    }

    @Test
    void shouldTellOfEventTimeThatStandsStillThoughEventsCome() throws Exception {
        PushSource<Integer> seconds = Sources.push(10);
        List<RecordedEvent> events = recorded("WatermarkStall", "flight-stall", () -> {
            Pipeline pipeline = Pipeline.create("flight-stall");
            pipeline.source("seconds", seconds)
                    .timestamps(Instant::ofEpochSecond, Watermarks.ascending())
                    .to("out", Sinks.blockingCallback(second -> {}));
            try (Engine engine = Engine.withWorkers(1);
                    Job job = engine.start(pipeline)) {
                seconds.emit(100);
                until(() -> out(job, task -> task.watermark().isPresent()));
                seconds.emit(50);
                until(() -> out(job, task -> task.eventsIn() == 2));
                passTime();
                seconds.emit(200);
                until(() -> out(job, task -> task.eventsIn() == 3));
                seconds.complete();
                job.join();
            }
        });

        assertThat(events).anySatisfy(event -> {
            assertThat(event.getString("task")).isEqualTo("out-0");
            assertThat(Instant.ofEpochMilli(event.getLong("watermark"))).isBefore(Instant.ofEpochSecond(100));
            assertThat(event.getLong("events")).isPositive();
            assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofNanos(LONGER_NANOS));
        });
    }

    @Test
    void shouldTellWhoseEventsAreLate() throws Exception {
        List<RecordedEvent> events = recorded("LateEvents", "flight-late", () -> {
            Pipeline pipeline = Pipeline.create("flight-late");
            pipeline.source("seconds", Sources.of(100, 200, 50, 60, 300))
                    .timestamps(Instant::ofEpochSecond, Watermarks.ascending())
                    .keyBy(second -> 0)
                    .reorder("sorted")
                    .to("out", Sinks.discard());
            Simulation.of(pipeline).run();
        });

        assertThat(events).isNotEmpty();
        assertThat(events.get(0).getString("operator")).isEqualTo("sorted");
        assertThat(events.get(0).getLong("events")).isBetween(1L, 2L);
    }

    @Test
    void shouldTellOfLateEventsOnceASecondAndOfAllThatCameSince() throws Exception {
        ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
        List<RecordedEvent> events = recorded("LateEvents", "flight-sampled", () -> {
            LateFlight late = new LateFlight("flight-sampled", "window", clock);
            late.dropped(3, 1_000);
            late.dropped(4, 2_000);
            clock.advance(Duration.ofMillis(999));
            late.dropped(5, 3_000);
            clock.advance(Duration.ofMillis(1));
            late.dropped(6, 4_000);
        });

        assertThat(events).extracting(event -> event.getLong("events")).containsExactly(3L, 4L + 5 + 6);
        assertThat(events).extracting(event -> event.getLong("watermark")).containsExactly(1_000L, 4_000L);
    }

    @Test
    void shouldTellOfNothingThatHasBegunBeforeTheRecording() throws Exception {
        TaskFlight task = new TaskFlight("flight-begun", "task-0");
        task.stepBegins();
        task.watermark(1, 0);
        task.isBlocked(() -> "other-0");
        List<RecordedEvent> events = recorded("SlowStep", "flight-begun", () -> {
            passTime();
            task.stepEnds();
            task.close(7);
        });

        assertThat(events).isEmpty();
    }

    private interface Body {
        void run() throws Exception;
    }

    private List<RecordedEvent> recorded(String kind, String job, Body body) throws Exception {
        try (Recording recording = new Recording()) {
            EventSettings settings = recording.enable("io.millrace." + kind);
            if (LASTING.contains(kind)) {
                settings.withThreshold(THRESHOLD);
            }
            recording.start();
            body.run();
            recording.stop();
            Path file = directory.resolve("flight.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("io.millrace." + kind))
                    .filter(event -> job.equals(event.getString("job")))
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        }
    }

    private JobOptions snapshots() {
        return JobOptions.defaults()
                .withSnapshots(Snapshots.in(directory.resolve("snapshots"))
                        .every(Duration.ofMillis(10))
                        .timeout(THRESHOLD));
    }

    private static void run(Pipeline pipeline) {
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline)) {
            job.join();
        }
    }

    private static boolean out(Job job, Predicate<TaskMetrics> holds) {
        Stream<TaskMetrics> tasks =
                job.metrics().tasks().stream().filter(task -> task.task().equals("out-0"));
        return tasks.anyMatch(holds);
    }

    /** Longer than the threshold, on the clock that the recording has, too. */
    private static void passTime() {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < LONGER_NANOS) {
            Thread.onSpinWait();
        }
    }

    private static void until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
