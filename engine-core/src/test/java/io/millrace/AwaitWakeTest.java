package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an operator may say that it waits, and when it is asked what it keeps. */
class AwaitWakeTest {

    private static Pipeline pipeline(Source<Integer> source, Operator<Integer, String> operator) {
        Pipeline pipeline = Pipeline.create("wakes");
        pipeline.source("in", source)
                .transform(OperatorSpec.<Integer, String>stateful("gate", "gate", () -> operator))
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldRefuseToWaitForWhatNeverComes() {
        Operator<Integer, String> hopeless = new Operator<>() {
            private OperatorContext context;

            @Override
            public void open(OperatorContext operatorContext) {
                context = operatorContext;
            }

            @Override
            public boolean process(int input, Batch<Integer> batch, Output<String> out) {
                context.awaitWake();
                return false;
            }
        };
        assertThatThrownBy(
                        () -> Simulation.of(pipeline(Sources.of(1), hopeless)).run())
                .isInstanceOf(SimulationException.class)
                .hasMessageContainingAll("'gate'", "waker()", "awaitWake()");
    }

    @Test
    void shouldRefuseToWaitForATimeThatHasCome() {
        Operator<Integer, String> late = new Operator<>() {
            private OperatorContext context;
            private boolean asked;

            @Override
            public void open(OperatorContext operatorContext) {
                context = operatorContext;
            }

            @Override
            public boolean process(int input, Batch<Integer> batch, Output<String> out) {
                if (!asked) {
                    asked = true;
                    context.wakeAtNanos(context.clock().nanos() + 1_000);
                }
                context.awaitWake();
                return false;
            }
        };
        assertThatThrownBy(() -> Simulation.of(pipeline(Sources.of(1), late)).run())
                .isInstanceOf(SimulationException.class)
                .hasMessageContainingAll("'gate'", "wait for ever");
    }

    /** Says that it waits in a method that nobody calls again. */
    private static final class WaitsIn implements Operator<Integer, String> {

        private final String method;
        private OperatorContext context;

        private WaitsIn(String method) {
            this.method = method;
        }

        private void in(String at) {
            if (at.equals(method)) {
                context.awaitWake();
            }
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
            operatorContext.waker();
            in("open");
        }

        @Override
        public void onRestored() {
            in("onRestored");
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<String> out) {
            return true;
        }

        @Override
        public long earliestKept() {
            in("earliestKept");
            return EventTime.MAX;
        }

        @Override
        public void onSnapshotComplete(long snapshot) {
            in("onSnapshotComplete");
        }

        @Override
        public void close() {
            in("close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "onRestored", "earliestKept", "onSnapshotComplete", "close"})
    void shouldRefuseToWaitWhereNobodyCallsAgain(String method) {
        assertThatThrownBy(() -> Simulation.of(pipeline(Sources.of(1), new WaitsIn(method)))
                        .snapshots(Duration.ofSeconds(1))
                        .run())
                .isInstanceOf(SimulationException.class)
                .hasMessageContainingAll("'gate'", "awaitWake() where it is not waited for");
    }

    @Test
    void shouldAskWhatIsKeptOnceBehindEachMethodAtMost() {
        int[] counts = new int[2];
        Operator<Integer, String> counting = new Operator<>() {
            @Override
            public boolean process(int input, Batch<Integer> batch, Output<String> out) {
                counts[0]++;
                return true;
            }

            @Override
            public boolean onWatermark(long watermark, Output<String> out) {
                counts[0]++;
                return true;
            }

            @Override
            public boolean onEndOfData(Output<String> out) {
                counts[0]++;
                return true;
            }

            @Override
            public long earliestKept() {
                counts[1]++;
                return 5;
            }
        };
        Pipeline pipeline = Pipeline.create("asked");
        pipeline.source("in", Sources.collection(IntStream.range(0, 100).boxed().toList()))
                .timestamps(Timestamps.millis(event -> event), Watermarks.ascending())
                .transform(OperatorSpec.<Integer, String>stateful("counting", "counting", () -> counting))
                .to("out", Sinks.discard());
        Simulation.of(pipeline).batchSize(4).run();
        assertThat(counts[0]).isGreaterThan(40);
        assertThat(counts[1]).isPositive().isLessThanOrEqualTo(counts[0]);
    }
}
