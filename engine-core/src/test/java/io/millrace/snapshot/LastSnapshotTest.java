package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job that cannot take its last snapshot has failed, whichever way it came to its end. */
@Timeout(60)
class LastSnapshotTest {

    private static final List<Integer> EVENTS = List.of(1, 2, 3);

    @TempDir
    Path directory;

    private final FlakyStore store = new FlakyStore();
    private final Queue<Integer> results = new ConcurrentLinkedQueue<>();

    /** How a job comes to its end. */
    private enum Ending {
        STOP {
            @Override
            void of(Job job, PushSource<Integer> source) {
                job.stop();
            }
        },
        DRAIN {
            @Override
            void of(Job job, PushSource<Integer> source) {
                job.drain();
            }
        },
        END_OF_DATA {
            @Override
            void of(Job job, PushSource<Integer> source) {
                source.complete();
            }
        },
        STOP_WITH_A_NAME {
            @Override
            void of(Job job, PushSource<Integer> source) {
                job.stop();
                assertThat(catchThrowable(() -> job.snapshot("upgrade"))).isInstanceOf(SnapshotFailedException.class);
            }
        };

        abstract void of(Job job, PushSource<Integer> source);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndAsFailedWhenNoSinkCommits(Ending ending) throws Exception {
        endsAsFailed(ending, false, Restart.none());

        assertThat(results).containsExactlyElementsOf(EVENTS);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndAsFailedWhenASinkWaitsForItsCommit(Ending ending) throws Exception {
        endsAsFailed(ending, true, Restart.none());

        assertThat(directory.resolve("out.txt").toFile().length())
                .as("bytes committed, if there is a file")
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndAsFailedThoughItMayRestartWhenItWasToldToEnd(Ending ending) throws Exception {
        if (ending != Ending.END_OF_DATA) {
            endsAsFailed(ending, ending == Ending.DRAIN, Restart.fixedDelay(2, Duration.ZERO));
        }
    }

    private void endsAsFailed(Ending ending, boolean committing, Restart restart) throws Exception {
        try (Engine engine = Engine.withWorkers(2)) {
            PushSource<Integer> source = Sources.push(16);
            Job job = engine.start(pipeline(source, committing), options(restart));
            store.onWrite = LastSnapshotTest::noRoom;
            EVENTS.forEach(source::emit);
            CompletableFuture<JobState> end = job.onEnd().toCompletableFuture();
            ending.of(job, source);

            assertThat(catchThrowable(job::join))
                    .isInstanceOf(SnapshotFailedException.class)
                    .hasMessageContaining(
                            "job 'job' has worked off its input, but its last snapshot has failed 5 times")
                    .hasMessageContaining("no room on purpose")
                    .matches(e -> e.getMessage().contains("[out] have prepared") == committing);
            assertThat(job.state()).isEqualTo(JobState.FAILED);
            assertThat(job.failure()).containsInstanceOf(SnapshotFailedException.class);
            assertThat(job.metrics().state()).isEqualTo(JobState.FAILED);
            assertThat(job.metrics().snapshots().restarts()).isZero();
            assertThat(job.metrics().snapshots().latestFailure())
                    .get()
                    .asString()
                    .contains("no room on purpose");
            assertThat(catchThrowable(end::get))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isSameAs(catchThrowable(job::join));
        }
    }

    @Test
    void shouldEndAsFailedWhenTheLastSnapshotTakesTooLong() {
        PushSource<Integer> source = Sources.push(16);
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("numbers", source).to("out", Sinks.blockingCallback(event -> {}));
        Simulation run =
                Simulation.of(pipeline).snapshots(store.snapshots().onDemand().timeout(Duration.ofSeconds(5)));
        run.settle().hold("out");
        source.complete();
        run.advance(Duration.ofSeconds(24));
        assertThat(run.state()).isEqualTo(JobState.RUNNING);

        assertThat(catchThrowable(() -> run.advance(Duration.ofSeconds(6))))
                .hasMessageContaining("its last snapshot has failed 5 times")
                .hasMessageContaining("has taken longer than PT5S");
        run.release("out");
        assertThat(catchThrowable(run::run)).hasMessageContaining("its last snapshot has failed 5 times");
        assertThat(run.state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void shouldBeginNoSnapshotWhenAJobIsStartedAgainThatWasAtItsEnd() {
        Pipeline pipeline = Pipeline.create("job");
        pipeline.source("numbers", Sources.of(1, 2, 3)).to("out", Sinks.lines(Path.of("/out.txt")));
        Simulation run = Simulation.of(pipeline).snapshots(store.snapshots()).run();
        int before = store.discarded;
        run.next(pipeline).snapshots(store.snapshots()).run();
        assertThat(store.discarded - before).as("at its start alone").isOne();
    }

    @Test
    void shouldTryAgainWhenItMayRestart() {
        try (Engine engine = Engine.withWorkers(2)) {
            PushSource<Integer> source = Sources.push(16);
            Job job = engine.start(pipeline(source, false), options(Restart.fixedDelay(2, Duration.ZERO)));
            store.onWrite = () -> {
                if (job.metrics().snapshots().restarts() == 0) {
                    noRoom();
                }
            };
            source.complete();

            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(job.metrics().snapshots().restarts()).isOne();
            assertThat(job.failure()).isEmpty();
        }
    }

    private Pipeline pipeline(PushSource<Integer> source, boolean committing) {
        Pipeline pipeline = Pipeline.create("job");
        EventStream<Integer> numbers = pipeline.source("numbers", source);
        if (committing) {
            numbers.to("out", Sinks.lines(directory.resolve("out.txt")));
        } else {
            numbers.to("out", Sinks.callback(results::add));
        }
        return pipeline;
    }

    private JobOptions options(Restart restart) {
        return JobOptions.parallelism(1)
                .withSnapshots(store.snapshots().every(Duration.ofMillis(1)))
                .withRestart(restart);
    }

    private static void noRoom() throws IOException {
        throw new IOException("no room on purpose");
    }
}
