package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Iterators that wait for what they give. */
class BlockingIteratorTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger("io.millrace.simulation");

    /** Gives what somebody puts into a queue; the last one is negative. */
    private record Waiting(BlockingQueue<Integer> queue) implements Iterator<Integer> {
        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Integer next() {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void shouldGiveEachEventBeforeTheNextOneIsThere() throws InterruptedException {
        BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> answered = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("dialogue");
        pipeline.source("asked", Sources.blockingIterator(() -> new Waiting(asked)))
                .to("answered", Sinks.callback(answered::add));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            for (int i = 0; i < 100; i++) {
                asked.add(i);
                assertThat(answered.take()).isEqualTo(i);
            }
            job.stop();
            assertThat(job.join(LONG)).as("stopped while it waits").isTrue();
        }
    }

    @Test
    void shouldLeaveItsWorkerToOthersWhileItWaits() {
        Pipeline silent = Pipeline.create("silent");
        silent.source("silent", Sources.blockingIterator(() -> new Waiting(new LinkedBlockingQueue<>())))
                .to("out", Sinks.discard());
        Pipeline busy = Pipeline.create("busy");
        busy.source("numbers", Sources.generate(i -> i).count(10_000)).to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            Job waiting = engine.start(silent);
            assertThat(engine.start(busy).join(LONG)).isTrue();
            waiting.cancel();
        }
    }

    @Test
    void shouldGiveEverythingInOrder() {
        List<Integer> numbers = IntStream.range(0, 1_000).boxed().toList();
        Pipeline pipeline = Pipeline.create("all");
        pipeline.source("all", Sources.blockingIterator(numbers::iterator)).to("out", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("out")).isEqualTo(numbers);
    }

    /** Takes virtual time for each event. */
    private static final class Slow implements Iterator<Integer> {

        private final AtomicReference<Simulation> run;
        private final Duration each;
        private int left;

        Slow(AtomicReference<Simulation> run, Duration each, int count) {
            this.run = run;
            this.each = each;
            left = count;
        }

        @Override
        public boolean hasNext() {
            run.get().clock().advance(each);
            return left > 0;
        }

        @Override
        public Integer next() {
            if (left == 0) {
                throw new NoSuchElementException();
            }
            return left--;
        }
    }

    @Test
    void shouldSayWhatToDoAboutAnIteratorThatHoldsItsWorker() {
        Queue<String> told = told("sluggish-iterator-0", Duration.ofSeconds(2));

        assertThat(told.stream().filter(text -> text.contains("took")))
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("took 2000 ms", "Sources.blockingIterator(...)", "Sources.lines(InputStream)"));
        assertThat(told("brisk-iterator-0", Duration.ofNanos(1))).isEmpty();
    }

    /** What is logged of a task while it reads two events, each of which takes a time. */
    private static Queue<String> told(String task, Duration each) {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getMessage().contains(task)) {
                    told.add(logged.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        AtomicReference<Simulation> run = new AtomicReference<>();
        Pipeline pipeline = Pipeline.create("slow");
        pipeline.source(task.replace("-0", ""), Sources.iterator(() -> new Slow(run, each, 1)))
                .to("out", Sinks.discard());
        run.set(Simulation.of(pipeline));
        handler.setLevel(Level.ALL);
        LOG.addHandler(handler);
        LOG.setLevel(Level.FINE);
        try {
            run.get().run();
        } finally {
            LOG.setLevel(null);
            LOG.removeHandler(handler);
        }
        return told;
    }
}
