package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millrace.graph.OperatorSpec;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.operator.SideOutput;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.Watermarks;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever function fails, the job fails once, says where and on what, and closes everything. */
class FailureTest {

    static final int SEEDS = 15;
    static final int EVENTS = 20;

    /** Only this event is bad. */
    private static final int BAD = 7;

    private static final String NO_EVENT = "";

    /** Goes on from a stream of numbers with timestamps. */
    private interface Part extends BiFunction<EventStream<Integer>, Lifecycle, EventStream<?>> {}

    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken() {
            super("broken on purpose");
        }
    }

    static int failing(int event) {
        if (event == BAD) {
            throw new Broken();
        }
        return event;
    }

    static Stream<Arguments> functions() {
        return Stream.of(
                function(
                        "map",
                        "it",
                        "on 7",
                        (in, all) -> in.map(FailureTest::failing).named("it")),
                function(
                        "filter",
                        "it",
                        "on 7",
                        (in, all) -> in.filter(event -> failing(event) > 0).named("it")),
                function(
                        "peek",
                        "it",
                        "on 7",
                        (in, all) -> in.peek(FailureTest::failing).named("it")),
                function(
                        "flatMap",
                        "it",
                        "on 7",
                        (in, all) ->
                                in.flatMap(event -> List.of(failing(event))).named("it")),
                function(
                        "iterator of flatMap",
                        "it",
                        "on 7",
                        (in, all) -> in.flatMap(FailureTest::failingIterator).named("it")),
                function(
                        "key",
                        "key of it",
                        "on 7",
                        (in, all) -> in.keyBy(FailureTest::failing).process("it", PassOn::new)),
                function(
                        "timestamp",
                        "it",
                        "on 7",
                        (in, all) -> in.timestamps(Timestamps.millis(FailureTest::failing), Watermarks.ascending())
                                .named("it")),
                function(
                        "watermark generator on an event",
                        "it",
                        "on 7",
                        (in, all) -> in.timestamps(Timestamps.millis(event -> event), generator(true))
                                .named("it")),
                function(
                        "watermark generator",
                        "it",
                        NO_EVENT,
                        (in, all) -> in.timestamps(Timestamps.millis(event -> event), generator(false))
                                .named("it")),
                function(
                        "supplier of watermark generators",
                        "it",
                        NO_EVENT,
                        (in, all) -> in.timestamps(Timestamps.millis(event -> event), Watermarks.custom(() -> {
                                    throw new Broken();
                                }))
                                .named("it")),
                function(
                        "process",
                        "it",
                        "on 7, key 7, event time 1970-01-01T00:00:00.007Z",
                        (in, all) -> in.keyBy(event -> event).process("it", Failing::new)),
                function(
                        "factory of process",
                        "it",
                        NO_EVENT,
                        (in, all) -> in.keyBy(event -> event).<Integer>process("it", () -> {
                            throw new Broken();
                        })),
                function(
                        "event timer",
                        "it",
                        "key 7, event time 1970-01-01T00:00:00.008Z",
                        (in, all) -> in.keyBy(event -> event).process("it", FailingEventTimer::new)),
                function(
                        "processing timer",
                        "it",
                        "key 7",
                        (in, all) -> in.keyBy(event -> event).process("it", FailingProcessingTimer::new)),
                function(
                        "factory of an operator",
                        "operator-2",
                        NO_EVENT,
                        (in, all) -> in.transform(OperatorSpec.<Integer, Integer>stateless("operator", () -> {
                            throw new Broken();
                        }))),
                operator("open of an operator", new PassOnOperator() {
                    @Override
                    public void open(OperatorContext context) {
                        throw new Broken();
                    }
                }),
                operator("process of an operator", new PassOnOperator() {
                    @Override
                    public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
                        throw new Broken();
                    }
                }),
                operator("watermark of an operator", new PassOnOperator() {
                    @Override
                    public boolean onWatermark(long watermark, Output<Integer> out) {
                        throw new Broken();
                    }
                }),
                operator("what an operator keeps", new PassOnOperator() {
                    @Override
                    public long earliestKept() {
                        throw new Broken();
                    }
                }),
                operator("wake of an operator", new PassOnOperator() {
                    @Override
                    public void open(OperatorContext context) {
                        context.waker().run();
                    }

                    @Override
                    public boolean onWake(Output<Integer> out) {
                        throw new Broken();
                    }
                }),
                operator("processing time of an operator", new PassOnOperator() {
                    @Override
                    public void open(OperatorContext context) {
                        context.wakeAtMillis(context.clock().millis());
                    }

                    @Override
                    public boolean onProcessingTime(long now, Output<Integer> out) {
                        throw new Broken();
                    }
                }),
                operator("end of data of an operator", new PassOnOperator() {
                    @Override
                    public boolean onEndOfData(Output<Integer> out) {
                        throw new Broken();
                    }
                }),
                operator("close of an operator", new PassOnOperator() {
                    @Override
                    public void close() {
                        throw new Broken();
                    }
                }));
    }

    private static Arguments function(String name, String operator, String event, Part part) {
        return arguments(name, operator, event, part);
    }

    private static Arguments operator(String name, PassOnOperator operator) {
        Part part = (in, all) -> in.transform(OperatorSpec.stateful("operator", "it", () -> all.watch(operator)))
                .parallelism(1);
        return arguments(name, "it", NO_EVENT, part);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void shouldFailTheJobOnceWhenAFunctionFails(String name, String operator, String event, Part part) {
        Seeds.check(SEEDS, seed -> {
            Lifecycle lifecycle = new Lifecycle();
            OperatorException failure = failureOf(pipeline(part, lifecycle), seed);
            assertThat(failure.operator()).isEqualTo(operator);
            assertThat(failure).hasCauseInstanceOf(Broken.class).hasNoSuppressedExceptions();
            assertThat(failure.getMessage())
                    .startsWith("operator '" + operator + "' failed")
                    .contains(event)
                    .endsWith(": " + new Broken());
            assertThat(failure.getStackTrace()[0].getClassName()).startsWith(FailureTest.class.getName());
            assertThat(lifecycle.isComplete())
                    .as("every operator is closed once")
                    .isTrue();
        });
    }

    static Stream<Arguments> nulls() {
        SideOutput<Integer> side = SideOutput.of("side", Integer.class);
        return Stream.of(
                function(
                        "map",
                        "it",
                        "map returned null",
                        (in, all) ->
                                in.map(event -> event == BAD ? null : event).named("it")),
                function(
                        "key",
                        "key of it",
                        "the key function returned null",
                        (in, all) ->
                                in.keyBy(event -> event == BAD ? null : event).process("it", PassOn::new)),
                function(
                        "flatMap",
                        "it",
                        "flatMap returned null",
                        (in, all) -> in.<Integer>flatMap(event -> event == BAD ? null : List.of())
                                .named("it")),
                function(
                        "result of flatMap",
                        "it",
                        "one of the results is null",
                        (in, all) -> in.flatMap(event -> event == BAD ? Arrays.asList(event, null) : List.of(event))
                                .named("it")),
                function(
                        "timestamp",
                        "it",
                        "the timestamp function returned null",
                        (in, all) -> in.timestamps(
                                        event -> event == BAD ? null : Instant.ofEpochMilli(event),
                                        Watermarks.ascending())
                                .named("it")),
                function(
                        "emitted by process",
                        "it",
                        "null",
                        (in, all) -> in.keyBy(event -> event).process("it", () -> new EmittingNull(null))),
                function(
                        "emitted to a side output",
                        "it",
                        "null",
                        (in, all) -> in.keyBy(event -> event).process("it", () -> new EmittingNull(side))),
                function(
                        "supplied watermark generator",
                        "it",
                        "returned null",
                        (in, all) -> in.timestamps(Timestamps.millis(event -> event), Watermarks.custom(() -> null))
                                .named("it")),
                function(
                        "made process",
                        "it",
                        "returned null",
                        (in, all) -> in.keyBy(event -> event).<Integer>process("it", () -> null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void shouldNameTheOperatorWhenAFunctionReturnsNull(String name, String operator, String message, Part part) {
        Seeds.check(SEEDS, seed -> {
            Lifecycle lifecycle = new Lifecycle();
            OperatorException failure = failureOf(pipeline(part, lifecycle), seed);
            assertThat(failure.operator()).isEqualTo(operator);
            assertThat(failure).hasCauseInstanceOf(NullPointerException.class).hasMessageContaining(message);
            assertThat(lifecycle.isComplete()).isTrue();
        });
    }

    @Test
    void shouldFailWhenStateIsDeclaredLate() {
        Part part = (in, all) -> in.keyBy(event -> event).process("it", DeclaringLate::new);
        OperatorException failure = failureOf(pipeline(part, new Lifecycle()), 1);
        assertThat(failure).hasMessageContaining("declared while the operator is constructed");
    }

    @Test
    void shouldKeepTheFirstErrorAndAddTheLaterOnes() {
        Seeds.check(SEEDS, seed -> {
            PassOnOperator closing = new PassOnOperator() {
                @Override
                public void close() {
                    throw new IllegalStateException("close fails, too");
                }
            };
            Lifecycle lifecycle = new Lifecycle();
            Part part =
                    (in, all) -> in.transform(OperatorSpec.stateful("operator", "closing", () -> all.watch(closing)))
                            .map(FailureTest::failing)
                            .named("it");
            OperatorException failure = failureOf(pipeline(part, lifecycle), seed);
            assertThat(failure.operator()).isEqualTo("it");
            assertThat(failure.getSuppressed()).hasSize(1);
            assertThat(failure.getSuppressed()[0]).hasMessageContaining("operator 'closing' failed: ");
            assertThat(lifecycle.isComplete()).isTrue();
        });
    }

    private static Pipeline pipeline(Part part, Lifecycle lifecycle) {
        Pipeline pipeline = Pipeline.create("failing");
        EventStream<Integer> numbers = pipeline.source("numbers", new Numbers(EVENTS))
                .timestamps(Timestamps.millis(event -> event), Watermarks.ascending());
        EventStream<?> result = part.apply(numbers, lifecycle);
        result.to("sink", Sinks.discard());
        numbers.transform(lifecycle.operator())
                .rebalance()
                .transform(lifecycle.operator())
                .to("other", Sinks.discard());
        numbers.map(event -> event).transform(lifecycle.operator()).to("third", Sinks.discard());
        return pipeline;
    }

    static OperatorException failureOf(Pipeline pipeline, long seed) {
        Simulation simulation = Simulation.of(pipeline).seed(seed);
        SimulationException thrown = catchThrowableOfType(SimulationException.class, simulation::run);
        assertThat(thrown).as("the failure of the job").isNotNull();
        assertThat(thrown).hasCauseInstanceOf(OperatorException.class);
        assertThat(simulation.state()).isEqualTo(JobState.FAILED);
        return (OperatorException) thrown.getCause();
    }

    private static Iterable<Integer> failingIterator(int event) {
        return () -> new Iterator<>() {
            private int left = 3;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public Integer next() {
                left--;
                return left == 0 ? failing(event) : event;
            }
        };
    }

    private static Watermarks<Integer> generator(boolean onEvent) {
        return Watermarks.custom(() -> new WatermarkGenerator<Integer>() {
            private int last;

            @Override
            public boolean onEvent(Integer event, long timestamp) {
                last = onEvent ? failing(event) : event;
                return false;
            }

            @Override
            public long watermark() {
                if (last >= BAD) {
                    throw new Broken();
                }
                return EventTime.NONE;
            }
        });
    }

    private static class PassOnOperator implements Operator<Integer, Integer> {
        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) throws Exception {
            for (int row = 0; row < batch.size(); row++) {
                out.emit(batch.value(row), batch.timestamp(row));
            }
            return true;
        }
    }

    private static final class PassOn extends KeyedProcess<Integer, Integer, Integer> {
        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            out.emit(event);
        }
    }

    private static final class Failing extends KeyedProcess<Integer, Integer, Integer> {
        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            out.emit(failing(event));
        }
    }

    private static final class FailingEventTimer extends KeyedProcess<Integer, Integer, Integer> {
        private final Timer timer = eventTimer("timer", (context, out) -> failing(context.key()));

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            timer.set(context.timestamp().plusMillis(1));
        }
    }

    private static final class FailingProcessingTimer extends KeyedProcess<Integer, Integer, Integer> {
        private final Timer timer = processingTimer("timer", (context, out) -> failing(context.key()));

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            timer.set(context.processingTime());
        }
    }

    private static final class EmittingNull extends KeyedProcess<Integer, Integer, Integer> {
        private final SideOutput<Integer> side;

        private EmittingNull(SideOutput<Integer> side) {
            this.side = side;
        }

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            Integer value = event == BAD ? null : event;
            if (side == null) {
                out.emit(value);
            } else {
                context.emit(side, value);
            }
        }
    }

    private static final class DeclaringLate extends KeyedProcess<Integer, Integer, Integer> {
        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            value("late", String.class).set("");
        }
    }
}
