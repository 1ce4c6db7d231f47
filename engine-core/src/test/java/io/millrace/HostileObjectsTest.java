package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Timer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Events, errors and operators of the user's whose own methods misbehave. */
class HostileObjectsTest {

    @Test
    void shouldEndTheJobWhenAnErrorCannotTellItsCause() {
        Pipeline pipeline = Pipeline.create("hostile");
        pipeline.source("one", Sources.of(1)).map(HostileObjectsTest::broken).to("failing", new FailingInClose());
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            assertThatThrownBy(() -> job.join(Duration.ofMinutes(1)))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("broken on purpose");
        }
    }

    @Test
    void shouldNameTheOperatorWhenTheTextOfTheEventIsNullOrEndless() {
        for (Object event : new Object[] {new Textless(), new Endless()}) {
            Pipeline pipeline = Pipeline.create("hostile");
            pipeline.source("one", Sources.of(event))
                    .map(HostileObjectsTest::broken)
                    .named("it")
                    .to("sink", Sinks.discard());
            assertThat(catchThrowable(() -> Simulation.of(pipeline).run()))
                    .hasMessageContaining("operator 'it' failed on ")
                    .hasMessageContaining("broken on purpose");
        }
    }

    @Test
    void shouldTellWhatHasFailedWhenTheEventThrowsAnErrorFromItsText() {
        Object event = new Object() {
            @Override
            public String toString() {
                throw new LinkageError("no text for you");
            }
        };
        Pipeline pipeline = Pipeline.create("hostile");
        pipeline.source("one", Sources.of(event))
                .map(HostileObjectsTest::broken)
                .named("it")
                .to("sink", Sinks.discard());
        assertThat(catchThrowable(() -> Simulation.of(pipeline).run()))
                .hasMessageContaining("operator 'it' failed on ")
                .hasMessageContaining("(its toString failed)")
                .hasMessageContaining("broken on purpose");
    }

    @Test
    void shouldTakeAnEventThatIsAsEarlyAsCanBe() {
        Pipeline pipeline = Pipeline.create("early");
        pipeline.source("one", Sources.of(Instant.MIN))
                .timestamps(Timestamps.instants(event -> event), Watermarks.ascending())
                .keyBy(event -> 1)
                .process("it", Telling::new)
                .to("sink", Sinks.discard());
        assertThat(Simulation.of(pipeline).run().output("sink")).hasSize(1);
    }

    @Test
    void shouldNameTheSinkWhenItOpensNothing() {
        Pipeline pipeline = Pipeline.create("nothing");
        pipeline.source("one", Sources.of(1)).to("sink", new NullSink());
        try (Engine engine = Engine.withWorkers(1)) {
            assertThat(catchThrowable(() -> engine.start(pipeline)))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("operator 'sink' failed")
                    .hasMessageContaining("open returned null in place of a writer");
        }
    }

    private static final class NullSink implements Sink<Object> {
        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Object> open(SinkContext context) {
            return null;
        }
    }

    private static final class Telling extends KeyedProcess<Integer, Instant, Instant> {
        @Override
        protected void process(Instant event, KeyedContext<Integer> context, Emitter<Instant> out) {
            out.emit(context.timestamp());
        }
    }

    @Test
    void shouldNameTheTimerWhenItsCallbackFails() {
        Pipeline pipeline = Pipeline.create("hostile");
        pipeline.source("one", Sources.of(1))
                .timestamps(Timestamps.millis(event -> event), Watermarks.ascending())
                .keyBy(event -> event)
                .process("it", Late::new)
                .to("sink", Sinks.discard());
        assertThat(catchThrowable(() -> Simulation.of(pipeline).run()))
                .hasMessageContaining("operator 'it' failed on timer 'due', key 1");
    }

    @Test
    void shouldRefuseAnOperatorThatTwoTasksWouldShare() {
        Late shared = new Late();
        Pipeline pipeline = Pipeline.create("hostile");
        pipeline.source("one", Sources.of(1))
                .keyBy(event -> event)
                .process("it", () -> shared)
                .to("sink", Sinks.discard());
        assertThat(catchThrowable(() -> Simulation.of(pipeline).parallelism(2).run()))
                .hasMessageContaining("operator 'it' failed")
                .hasMessageContaining("the same object twice");
    }

    @Test
    void shouldKeepNoOperatorWhenTheJobHasEnded() {
        Holder holder = new Holder();
        Pipeline pipeline = Pipeline.create("over");
        pipeline.source("one", Sources.of(1))
                .keyBy(event -> event)
                .process("it", holder::make)
                .to("sink", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline, JobOptions.parallelism(1));
            job.join();
            assertThat(collected(() -> holder.made.get() == null)).isTrue();
            assertThat(job.metrics().eventsIn("one")).isOne();
        }
    }

    private static boolean collected(BooleanSupplier gone) {
        for (int attempt = 0; attempt < 50 && !gone.getAsBoolean(); attempt++) {
            System.gc();
        }
        return gone.getAsBoolean();
    }

    private static Object broken(Object event) {
        throw new IllegalStateException("broken on purpose");
    }

    private static final class Holder {
        private volatile WeakReference<Counting> made;

        private Counting make() {
            Counting counting = new Counting();
            made = new WeakReference<>(counting);
            return counting;
        }
    }

    private static final class Counting extends KeyedProcess<Integer, Integer, Object> {

        private final ValueState<Integer> count = value("count", Integer.class);

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Object> out) {
            count.set(event);
        }
    }

    private static final class Late extends KeyedProcess<Integer, Integer, Object> {

        private final Timer due = eventTimer("due", (context, out) -> broken(context.key()));

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Object> out) {
            due.set(Instant.EPOCH);
        }
    }

    private static final class Textless {
        @Override
        @SuppressWarnings("ToStringReturnsNull") // that is the misbehaviour
        public String toString() {
            return null;
        }
    }

    private static final class Endless {
        @Override
        public String toString() {
            return "endless " + this;
        }
    }

    private static final class Causeless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause for you");
        }
    }

    private static final class FailingInClose implements Sink<Object> {
        private static final long serialVersionUID = 1;

        @Override
        public SinkWriter<Object> open(SinkContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(Batch<Object> batch) {}

                @Override
                public void close() {
                    throw new Causeless();
                }
            };
        }
    }
}
