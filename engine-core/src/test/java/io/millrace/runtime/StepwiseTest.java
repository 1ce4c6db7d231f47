package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.JobStatus.StopMode;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What depends on who steps when, with every step taken by hand. */
class StepwiseTest {

    private static final JobSettings SMALL = JobSettings.of(1, 4, 2);

    private final ManualScheduler scheduler = new ManualScheduler();

    @ParameterizedTest(name = "blocking: {0}")
    @ValueSource(booleans = {false, true})
    void shouldNotAskForTimeWhileAConsumerHoldsItBack(boolean blocking) {
        Paced source = new Paced(blocking);
        start(source, Sinks.blockingCallback(event -> {}));
        Unit reading = scheduler.unit("source-0");
        Unit fetching = blocking ? scheduler.unit("source-0-fetch") : reading;
        open(reading, fetching, scheduler.unit("sink-0"));
        scheduler.exhaust(reading);
        scheduler.exhaust(fetching);
        scheduler.exhaust(reading);
        assertThat(source.fetches).as("fetches while nothing is due").isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            scheduler.clock.advance(Paced.PACE);
            scheduler.exhaust(fetching);
            scheduler.exhaust(reading);
        }
        assertThat(source.fetches).isLessThan(20);
        assertThat(reading.nanosToDeadline()).isEqualTo(Unit.NO_DEADLINE);
        assertThat(fetching.nanosToDeadline()).isEqualTo(Unit.NO_DEADLINE);

        scheduler.exhaustAll();
        assertThat(reading.nanosToDeadline() == Unit.NO_DEADLINE).isEqualTo(blocking);
        assertThat(fetching.nanosToDeadline()).isNotEqualTo(Unit.NO_DEADLINE);
    }

    /** The source's task has state, the sink opens, and the reader, before anything flows. */
    private static void open(Unit reading, Unit fetching, Unit sink) {
        assertThat(reading.doWork()).isOne();
        assertThat(sink.doWork()).isOne();
        assertThat(fetching.doWork()).isOne();
    }

    @Test
    void shouldFetchFromTimeToTimeWhenNothingHoldsItBack() {
        Paced source = new Paced(false);
        start(source, Sinks.discard());
        scheduler.exhaustAll();
        assertThat(source.fetches).isEqualTo(1);
        assertThat(scheduler.unit("source-0").nanosToDeadline()).isEqualTo(Paced.PACE.toNanos());
    }

    @Test
    void shouldNotInterruptAUnitThatCloses() {
        AtomicReference<Supervisor> job = new AtomicReference<>();
        Paced source = new Paced(true);
        job.set(start(source, new CancellingSink(job)));
        scheduler.exhaustAll();
        job.get().stop(StopMode.DRAIN);
        scheduler.exhaustAll();
        assertThat(job.get().state()).isEqualTo(JobState.CANCELLED);
        assertThat(scheduler.interrupted).extracting(Unit::roleName).doesNotContain("sink-0");
    }

    @Test
    void shouldInterruptAFetchWhenItsSourceEnds() {
        Supervisor job = start(new Paced(true), Sinks.discard());
        scheduler.exhaustAll();
        job.stop(StopMode.STOP);
        scheduler.exhaustAll();
        assertThat(scheduler.interrupted).extracting(Unit::roleName).containsExactly("source-0-fetch");
        assertThat(job.state()).isEqualTo(JobState.FINISHED);
    }

    @Test
    void shouldTellWhereAThreadIsThatDoesNotEnd() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("stuck");
        pipeline.source("source", new Paced(false)).to("sink", Sinks.blockingCallback(event -> {
            neverMindInterrupts(stuck, released);
        }));
        try (WorkerPool pool = new WorkerPool("pool", 1, scheduler.clock, Thread::new)) {
            Supervisor job =
                    new Supervisor(pipeline.graph(), SMALL, pool, Optional.empty(), Restart.none(), List.of()).start();
            stuck.await();
            job.cancel();
            assertThat(job.openUnits()).anySatisfy(text -> assertThat(text).contains("sink-0", "neverMindInterrupts"));
            released.countDown();
            assertThat(job.end().get()).isEqualTo(JobState.CANCELLED);
            assertThat(job.openUnits()).isEmpty();
        }
    }

    private static void neverMindInterrupts(CountDownLatch stuck, CountDownLatch latch) {
        stuck.countDown();
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private Supervisor start(Source<Integer> source, Sink<? super Integer> sink) {
        Pipeline pipeline = Pipeline.create("stepwise");
        pipeline.source("source", source).to("sink", sink);
        return new Supervisor(
                        pipeline.graph().validated(), SMALL, scheduler, Optional.empty(), Restart.none(), List.of())
                .start();
    }

    /** A full batch each time, at a pace. */
    private static final class Paced implements Source<Integer> {

        private static final Duration PACE = Duration.ofMillis(10);

        private final boolean blocking;
        private int fetches;
        private long nextNanos;

        private Paced(boolean blocking) {
            this.blocking = blocking;
        }

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return batch -> fetch(batch, context);
        }

        private Fetch fetch(Batch<Integer> batch, SourceContext context) {
            if (context.clock().nanos() >= nextNanos) {
                fetches++;
                nextNanos = context.clock().nanos() + PACE.toNanos();
                while (!batch.isFull()) {
                    batch.add(fetches);
                }
            }
            context.wakeAtNanos(nextNanos);
            return Fetch.WAIT;
        }

        @Override
        public boolean blocking() {
            return blocking;
        }
    }

    /** Has its job cancelled while it closes. */
    private record CancellingSink(AtomicReference<Supervisor> job) implements Sink<Integer> {

        @Override
        public SinkWriter<Integer> open(SinkContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(Batch<Integer> batch) {}

                @Override
                public void close() {
                    job.get().cancel();
                }
            };
        }

        @Override
        public boolean blocking() {
            return true;
        }
    }
}
