package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.MemoryStore;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobListenerTest {

    /** Writes everything down. */
    private static final class Log implements JobListener {

        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onState(JobState state) {
            lines.add(state.name());
        }

        @Override
        public void onRestart(Throwable failure, Duration delay) {
            lines.add("restart in " + delay.toMillis());
        }

        @Override
        public void onSnapshotComplete(SnapshotInfo snapshot) {
            lines.add("complete " + snapshot.id());
        }

        @Override
        public void onSnapshotFailed(long snapshot, String reason) {
            lines.add("failed " + snapshot);
        }
    }

    private static Pipeline counting(int failures) {
        int[] left = {failures};
        Pipeline pipeline = Pipeline.create("told");
        pipeline.source("numbers", Sources.generate(index -> index).count(60))
                .map(number -> {
                    if (number == 40 && left[0]-- > 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    return number;
                })
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldTellAllThatHappensInOrder() {
        Log log = new Log();
        Simulation.of(counting(2))
                .restart(Restart.fixedDelay(3, Duration.ofMillis(7)))
                .listener(log)
                .run();
        assertThat(log.lines)
                .containsExactly(
                        "RUNNING",
                        "RESTARTING",
                        "restart in 7",
                        "RUNNING",
                        "RESTARTING",
                        "restart in 7",
                        "RUNNING",
                        "FINISHED");
    }

    @Test
    void shouldTellWhatTheMetricsCountWhateverHappens() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Log log = new Log();
            Simulation run = Simulation.of(counting(random.nextInt(3)))
                    .seed(seed)
                    .batchSize(1)
                    .edgeCapacity(1)
                    .restart(Restart.fixedDelay(2, Duration.ofMillis(random.nextInt(3))))
                    .snapshots(Duration.ofMillis(1))
                    .listener(log);
            run.disk().plan(DiskFaults.random(seed).with(DiskFault.FAILED_WRITE, 0.02));
            Throwable end = catchThrowable(() -> {
                run.steps(random.nextInt(150));
                switch (random.nextInt(4)) {
                    case 0 -> run.stop();
                    case 1 -> run.cancel();
                    default -> run.drain();
                }
                run.run();
            });
            if (end != null) {
                Throwable again = catchThrowable(run::settle);
                SafeText.suppress(end, again == null ? end : again);
            }
            checkOrder(log.lines, run);
        });
    }

    private static void checkOrder(List<String> lines, Simulation run) {
        assertThat(run.state().isTerminal()).isTrue();
        assertThat(lines).last().isEqualTo(run.state().name());
        List<String> states = lines.stream()
                .filter(line -> line.equals(line.toUpperCase(java.util.Locale.ROOT)))
                .toList();
        for (int i = 1; i < states.size(); i++) {
            assertThat(states.get(i)).as("states %s", states).isNotEqualTo(states.get(i - 1));
        }
        assertThat(count(lines, "complete")).isEqualTo(run.metrics().snapshots().completed());
        assertThat(count(lines, "failed")).isEqualTo(run.metrics().snapshots().failed());
        assertThat(count(lines, "restart"))
                .isGreaterThanOrEqualTo(run.metrics().snapshots().restarts());
        assertThat(states.stream().filter(state -> JobState.valueOf(state).isTerminal()))
                .hasSize(1);
    }

    private static long count(List<String> lines, String prefix) {
        return lines.stream().filter(line -> line.startsWith(prefix)).count();
    }

    @Test
    void shouldGoOnWhateverAListenerThrows() {
        Log log = new Log();
        JobListener hostile = new JobListener() {
            @Override
            public void onState(JobState state) {
                throw new AssertionError("on purpose");
            }

            @Override
            public void onSnapshotComplete(SnapshotInfo snapshot) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(
                    counting(0),
                    JobOptions.parallelism(1)
                            .withSnapshots(
                                    Snapshots.in(MemoryStore::new, "memory").onDemand())
                            .withListener(hostile)
                            .withListener(log));
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
        assertThat(log.lines).startsWith("RUNNING").endsWith("FINISHED").contains("complete 1");
    }

    @Test
    void shouldHaveToldTheLastStateWhenJoinReturnsAndNotWaitForTheJobItself() throws Exception {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        AtomicReference<Job> job = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        Log log = new Log();
        try (Engine engine = Engine.withWorkers(1)) {
            PushSource<Integer> numbers = Sources.push(16);
            Pipeline pipeline = Pipeline.create("pushed");
            pipeline.source("numbers", numbers).to("out", Sinks.discard());
            job.set(engine.start(pipeline));
            job.get().addListener(log);
            job.get().addListener(new JobListener() {
                @Override
                public void onState(JobState state) {
                    if (state.isTerminal()) {
                        refused.set(catchThrowable(() -> job.get().join()));
                        ended.countDown();
                    }
                }
            });
            job.get().cancel();
            job.get().join();
            assertThat(ended.getCount()).isZero();
            assertThat(refused.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("would wait for itself");
            assertThat(log.lines).startsWith("RUNNING").endsWith("CANCELLED");
            job.get().addListener(new JobListener() {
                @Override
                public void onState(JobState state) {
                    throw new AssertionError("nothing is told of a job that has ended");
                }
            });
        }
    }

    @Test
    void shouldTellNothingToWhoeverHasBeenRemoved() throws Exception {
        Log removed = new Log();
        Log other = new Log();
        CountDownLatch began = new CountDownLatch(1);
        try (Engine engine = Engine.withWorkers(1)) {
            Pipeline pipeline = Pipeline.create("pushed");
            pipeline.source("numbers", Sources.<Integer>push(16)).to("out", Sinks.discard());
            Job job = engine.start(pipeline);
            job.addListener(removed);
            job.addListener(other);
            job.addListener(new JobListener() {
                @Override
                public void onState(JobState state) {
                    began.countDown();
                }
            });
            began.await();
            job.removeListener(removed);
            job.removeListener(new Log());
            job.cancel();
            job.join();
        }
        assertThat(removed.lines).containsExactly("RUNNING");
        assertThat(other.lines).startsWith("RUNNING").endsWith("CANCELLED");
    }

    @Test
    void shouldListTheJobsThatRunAndTheLatestThatHaveEnded() {
        try (Engine engine = Engine.withWorkers(1)) {
            PushSource<Integer> numbers = Sources.push(16);
            Pipeline pushed = Pipeline.create("pushed");
            pushed.source("numbers", numbers).to("out", Sinks.discard());
            Job running = engine.start(pushed);
            List<Job> ended = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ended.add(engine.start(counting(0)));
                ended.get(i).join();
            }
            assertThatThrownBy(() -> engine.jobs().clear()).isInstanceOf(UnsupportedOperationException.class);
            assertThat(engine.jobs())
                    .startsWith(running)
                    .endsWith(ended.get(19))
                    .hasSize(1 + 16 + 1);
        }
    }
}
