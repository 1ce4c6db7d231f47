package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One of two sources that are merged is at its end; then the job fails, and goes on with the other, which is idle for a while. */
class MergedRestartTest {

    /** After so many checkpoints whoever has ended is known to have. */
    private static final int CHECKPOINTS = 6;

    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final AtomicInteger FIRST_ATTEMPT = new AtomicInteger();
    private static final CompletableFuture<Void> SHORT_ENDED = new CompletableFuture<>();
    private static final CompletableFuture<Void> IDLE = new CompletableFuture<>();
    private static final CompletableFuture<Void> FIRED = new CompletableFuture<>();

    @TempDir
    private Path directory;

    private static Event at(long second) {
        return new Event("key", second, Event.START.plusSeconds(second), 1);
    }

    /** Has one event. */
    private record ShortSource() implements Source<Event> {

        @Override
        public SourceReader<Event> open(SourceContext context) {
            OPENED.incrementAndGet();
            return new SourceReader<>() {
                private boolean read = context.startPosition() != null;

                @Override
                public Fetch fetch(Batch<Event> batch) {
                    if (!read) {
                        batch.add(at(0));
                    }
                    read = true;
                    SHORT_ENDED.complete(null);
                    return Fetch.END;
                }

                @Override
                public Object position() {
                    return read ? 1L : null;
                }
            };
        }
    }

    /** Fails when the other has ended; then waits until it is idle, and at its end for what its last event has fire. */
    private record LongSource() implements Source<Event> {

        @Override
        public SourceReader<Event> open(SourceContext context) {
            FIRST_ATTEMPT.compareAndSet(0, context.attempt());
            return context.attempt() == FIRST_ATTEMPT.get() ? new Failing(context) : new GoingOn(context);
        }
    }

    private static final class Failing implements SourceReader<Event> {

        private final SourceContext context;
        private boolean read;
        private int checkpoints;

        private Failing(SourceContext context) {
            this.context = context;
        }

        @Override
        public Fetch fetch(Batch<Event> batch) {
            if (checkpoints > CHECKPOINTS) {
                throw new IllegalStateException("the failure of the test");
            }
            if (!read) {
                batch.add(at(1));
            }
            read = true;
            return Fetch.WAIT;
        }

        @Override
        public Object position() {
            return 1L;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) {
            checkpoints += SHORT_ENDED.isDone() ? 1 : 0;
            context.wake();
        }
    }

    private static final class GoingOn implements SourceReader<Event> {

        private boolean read;

        private GoingOn(SourceContext context) {
            CompletableFuture<Void> unused = IDLE.thenRun(context::wake);
            CompletableFuture<Void> unused2 = FIRED.thenRun(context::wake);
        }

        @Override
        public Fetch fetch(Batch<Event> batch) {
            if (IDLE.isDone() && !read) {
                read = true;
                batch.add(at(60));
                return Fetch.MORE;
            }
            return FIRED.isDone() ? Fetch.END : Fetch.WAIT;
        }

        @Override
        public Object position() {
            return 1L;
        }
    }

    /** Tells when its task is idle, what is behind having been told before. */
    private static final class Idling implements Operator<Event, Event> {

        private boolean isSecond;

        @Override
        public void open(OperatorContext context) {
            isSecond = context.attempt() != FIRST_ATTEMPT.get();
        }

        @Override
        public boolean process(int input, Batch<Event> batch, Output<Event> out) {
            out.emitAll(batch);
            return true;
        }

        @Override
        public boolean onIdle(Output<Event> out) {
            if (isSecond) {
                IDLE.complete(null);
            }
            return true;
        }
    }

    private record Firing() implements Sink<WindowResult<String, Long>> {

        @Override
        public SinkWriter<WindowResult<String, Long>> open(SinkContext context) {
            return batch -> FIRED.complete(null);
        }
    }

    private static EventStream<Event> timed(Pipeline pipeline, String name, Source<Event> source) {
        return pipeline.source(name, source)
                .typed(Event.class)
                .timestamps(Event::time, Watermarks.ascending().idleAfter(Duration.ofMillis(1)))
                .typed(Event.class);
    }

    @Test
    void shouldHaveEventTimeGoOnWithTheOther() throws Exception {
        Pipeline pipeline = Pipeline.create("merged");
        EventStream<Event> idling = timed(pipeline, "long", new LongSource())
                .<Event>transform(OperatorSpec.stateless("idling", Idling::new))
                .typed(Event.class);
        timed(pipeline, "short", new ShortSource())
                .merge(idling)
                .keyBy(Event::key)
                .window(Windows.tumbling(Duration.ofSeconds(5)))
                .aggregate("count", Aggregates.count())
                .to("firing", new Firing());
        LocalFlink.runner(LocalFlink.surviving(1, directory)).execute(pipeline);
        assertThat(FIRED).isCompleted();
        assertThat(OPENED).hasValue(1);
    }
}
