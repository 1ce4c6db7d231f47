package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who push events into a job do not notice that it has failed and been started again. */
@Timeout(60)
class PushRestartTest {

    private static final Duration RARELY = Duration.ofDays(1);

    private final PushSource<Long> numbers = Sources.push(4);
    private final BlockingQueue<Long> results = new LinkedBlockingQueue<>();

    private Pipeline pipeline() {
        Pipeline pipeline = Pipeline.create("pushed");
        pipeline.source("numbers", numbers)
                .map(number -> {
                    if (number < 0) {
                        throw new IllegalStateException("on purpose");
                    }
                    return number;
                })
                .to("out", Sinks.queue(results));
        return pipeline;
    }

    @Test
    void shouldGoOnWithWhatIsInTheBuffer() {
        Simulation run =
                Simulation.of(pipeline()).snapshots(RARELY).restart(Restart.fixedDelay(1, Duration.ofSeconds(1)));
        numbers.emit(1L);
        run.settle().snapshot(null);
        numbers.emit(-1L);
        assertThat(run.settle().state()).isEqualTo(JobState.RESTARTING);
        assertThat(numbers.tryEmit(2L)).isTrue();
        numbers.complete();
        run.run();
        assertThat(run.output("out")).containsExactly(1L, 2L);
    }

    @Test
    void shouldTakeNoMoreEventsWhenTheJobIsCancelledInThePause() {
        Simulation run =
                Simulation.of(pipeline()).snapshots(RARELY).restart(Restart.fixedDelay(1, Duration.ofSeconds(1)));
        numbers.emit(-1L);
        run.settle().cancel();
        assertThat(run.state()).isEqualTo(JobState.CANCELLED);
        assertThatThrownBy(() -> numbers.tryEmit(2L))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("takes no more events: its job has ended or was cancelled");
    }

    @Test
    void shouldTakeNoMoreEventsWhenNoAttemptIsLeft() {
        Simulation run = Simulation.of(pipeline()).snapshots(RARELY).restart(Restart.fixedDelay(1, Duration.ZERO));
        numbers.emit(-1L);
        run.settle();
        numbers.emit(-2L);
        assertThatThrownBy(run::settle).hasRootCauseMessage("on purpose");
        assertThatThrownBy(() -> numbers.tryEmit(2L)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldLetProducersWaitMeanwhile() throws Exception {
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(
                    pipeline(), JobOptions.parallelism(1).withRestart(Restart.fixedDelay(5, Duration.ofMillis(1))));
            CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> {
                for (long number = 1; number <= 1_000; number++) {
                    numbers.emit(number % 300 == 0 ? -number : number);
                }
                numbers.complete();
            });
            producer.get();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(job.metrics().snapshots().restarts()).isEqualTo(3);
            assertThat(List.copyOf(results)).isSorted().doesNotHaveDuplicates().contains(1_000L);
            assertThat(LongStream.rangeClosed(1, 1_000).boxed()).containsAll(results);
        }
    }

    @Test
    void shouldFeedNoOtherJob() {
        Simulation.of(pipeline()).settle().cancel();
        assertThatThrownBy(() -> Simulation.of(pipeline()).settle())
                .hasMessageContaining("this push source feeds or has fed 'numbers' already");
    }
}
