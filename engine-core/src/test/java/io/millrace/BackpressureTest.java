package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A slow consumer stops its producers all the way to the source, and memory stays bounded by the edges. */
class BackpressureTest {

    private static final long EVENTS = 3_000_000;
    private static final int BATCH = 256;
    private static final int CAPACITY = 4;
    private static final int MIDDLE_TASKS = 2;

    /** Edges into and out of the middle; for each task one batch at hand, and one step's output that waits for credit. */
    private static final long BOUND = 2L * MIDDLE_TASKS * CAPACITY * BATCH + (MIDDLE_TASKS + 2) * (1_024L + 2 * BATCH);

    private static final JobOptions OPTIONS =
            JobOptions.parallelism(MIDDLE_TASKS).withBatchSize(BATCH).withEdgeCapacity(CAPACITY);

    @Test
    void shouldHoldTheSourceBackWhileASinkStandsStill() throws Exception {
        Endless source = new Endless();
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicLong consumed = new AtomicLong();
        AtomicLong mostUnderWay = new AtomicLong();
        Pipeline pipeline = Pipeline.create("backpressure");
        pipeline.source("events", source).rebalance().map(event -> event).to("sink", Sinks.blockingCallback(event -> {
            if (consumed.get() == 0) {
                standing.countDown();
                released.await();
            }
            long underWay = source.offered.get() - consumed.getAndIncrement();
            mostUnderWay.accumulateAndGet(underWay, Math::max);
        }));
        try (Engine engine = Engine.withWorkers(2)) {
            Job job = engine.start(pipeline, OPTIONS);
            standing.await();
            awaitStandstill(job);
            long offered = source.offered.get();
            assertThat(offered).isBetween((long) BATCH * CAPACITY, BOUND);
            for (int poll = 0; poll < 1_000; poll++) {
                job.metrics();
                assertThat(source.offered.get()).isLessThanOrEqualTo(BOUND);
            }
            released.countDown();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
        }
        assertThat(consumed).hasValue(EVENTS);
        assertThat(source.offered).hasValue(EVENTS);
        assertThat(mostUnderWay.get()).isLessThanOrEqualTo(BOUND);
    }

    /** Until an edge out of the source is full: then it cannot go on. */
    private static void awaitStandstill(Job job) {
        while (job.metrics().edges().stream()
                .filter(edge -> edge.from().startsWith("events"))
                .noneMatch(edge -> edge.batches() == edge.capacity())) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldBlockTheThreadThatPushes() throws Exception {
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicLong consumed = new AtomicLong();
        AtomicLong emitted = new AtomicLong();
        PushSource<Integer> push = Sources.push(100);
        Pipeline pipeline = Pipeline.create("pushed");
        pipeline.source("push", push).to("sink", Sinks.blockingCallback(event -> {
            if (consumed.getAndIncrement() == 0) {
                standing.countDown();
                released.await();
            }
        }));
        FutureTask<Void> pushing = new FutureTask<>(
                () -> {
                    for (int i = 0; i < 100_000; i++) {
                        push.emit(i);
                        emitted.incrementAndGet();
                    }
                    push.complete();
                },
                null);
        Thread pusher = new Thread(pushing, "pusher");
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline, OPTIONS);
            pusher.start();
            standing.await();
            while (pusher.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(emitted.get()).isLessThanOrEqualTo(100 + BOUND);
            released.countDown();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            pushing.get();
        }
        assertThat(consumed).hasValue(100_000);
    }

    /** Always the same event, as often as there is room. */
    private static final class Endless implements Source<Integer> {

        private final AtomicLong offered = new AtomicLong();

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return this::fill;
        }

        private Fetch fill(Batch<Integer> batch) {
            long count = Math.min(batch.capacity(), EVENTS - offered.get());
            for (int i = 0; i < count; i++) {
                batch.add(1);
            }
            return offered.addAndGet(count) == EVENTS ? Fetch.END : Fetch.MORE;
        }
    }
}
