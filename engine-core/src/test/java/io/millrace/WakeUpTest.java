package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.JobState;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Single events through more tasks than workers: a wake-up that gets lost would stop them for ever. */
class WakeUpTest {

    private static final int ROUND_TRIPS = 1_500;

    @Test
    void shouldNotLoseAWakeUpWhenWorkersSpinAndPark() {
        AtomicInteger arrived = new AtomicInteger();
        PushSource<Integer> push = Sources.push(1);
        Pipeline pipeline = Pipeline.create("ping");
        pipeline.source("push", push)
                .rebalance()
                .map(event -> event)
                .rebalance()
                .map(event -> event)
                .to("pong", Sinks.callback(arrived::set));
        roundTrips(pipeline, push, 2, trip -> {
            while (arrived.get() != trip) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void shouldNotLoseAWakeUpWhenSinksHaveThreadsOfTheirOwn() {
        SynchronousQueue<Integer> pongs = new SynchronousQueue<>();
        PushSource<Integer> push = Sources.push(1);
        Pipeline pipeline = Pipeline.create("ping");
        pipeline.source("push", push).rebalance().map(event -> event).to("pong", Sinks.queue(pongs));
        roundTrips(pipeline, push, 1, trip -> assertThat(pongs.take()).isEqualTo(trip));
    }

    private static void roundTrips(Pipeline pipeline, PushSource<Integer> push, int workers, Awaiting awaiting) {
        try (Engine engine = Engine.withWorkers(workers)) {
            Job job = engine.start(
                    pipeline, JobOptions.parallelism(3).withEdgeCapacity(1).withBatchSize(1));
            for (int trip = 1; trip <= ROUND_TRIPS; trip++) {
                push.emit(trip);
                awaiting.await(trip);
            }
            push.complete();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @FunctionalInterface
    private interface Awaiting {
        void await(int trip) throws InterruptedException;
    }
}
