package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A source with a fetching thread of its own. */
class BlockingSourceTest {

    private static final int EVENTS = 150_000;

    @Test
    void shouldLoseNoBatchWhenFetchesThatBringNothingMeetBatchesThatComeBack() {
        AtomicInteger arrived = new AtomicInteger();
        Pipeline pipeline = Pipeline.create("hesitant");
        pipeline.source("hesitant", new Hesitant()).to("count", Sinks.callback(event -> arrived.incrementAndGet()));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            assertThat(job.join(Duration.ofMinutes(4))).as("ended").isTrue();
        }
        assertThat(arrived).hasValue(EVENTS);
    }

    @Test
    void shouldDeliverWhatWasTakenFromTheOutsideWhenDrained() throws InterruptedException {
        BlockingQueue<Integer> queue =
                new LinkedBlockingQueue<>(IntStream.range(0, EVENTS).boxed().toList());
        AtomicInteger arrived = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("taking");
        pipeline.source("taking", new Taking(queue)).to("count", Sinks.callback(event -> {
            arrived.incrementAndGet();
            begun.countDown();
        }));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            begun.await();
            job.drain();
            assertThat(job.join(Duration.ofMinutes(4))).as("ended").isTrue();
        }
        assertThat(arrived.get() + queue.size()).isEqualTo(EVENTS);
    }

    /** What it has taken is nowhere else. */
    private record Taking(BlockingQueue<Integer> queue) implements Source<Integer> {

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return batch -> {
                for (Integer event = queue.take(); event != null; event = batch.isFull() ? null : queue.poll()) {
                    batch.add(event);
                }
                return Fetch.MORE;
            };
        }

        @Override
        public boolean blocking() {
            return true;
        }
    }

    /** Every other fetch brings nothing, and asks for the next one at once. */
    private record Hesitant() implements Source<Integer> {

        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return new SourceReader<>() {

                private int next;
                private boolean hesitates;

                @Override
                public Fetch fetch(Batch<Integer> batch) {
                    hesitates = !hesitates;
                    if (hesitates) {
                        context.wakeAtNanos(context.clock().nanos());
                        return Fetch.WAIT;
                    }
                    batch.add(next++);
                    return next == EVENTS ? Fetch.END : Fetch.MORE;
                }
            };
        }

        @Override
        public boolean blocking() {
            return true;
        }
    }
}
