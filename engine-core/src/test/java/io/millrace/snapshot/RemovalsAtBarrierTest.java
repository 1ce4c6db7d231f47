package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes ahead of a barrier may have an operator behind, in the same task, remove more keys than are remembered. */
class RemovalsAtBarrierTest {

    private static final int SEEDS = 30;
    private static final int KEYS = 700;

    /** Holds all that comes until a barrier does. */
    private static final class Gathering implements Operator<Integer, Integer> {

        private final Queue<Integer> held = new ArrayDeque<>();

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            for (int row = 0; row < batch.size(); row++) {
                held.add(batch.value(row));
            }
            return true;
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Integer> out) {
            while (!held.isEmpty()) {
                if (!out.hasRoom()) {
                    return false;
                }
                out.emit(held.remove(), EventTime.NONE);
            }
            return true;
        }
    }

    /** Counts the events of a key, and has state come and go twice meanwhile. */
    private static final class Counting extends KeyedProcess<Integer, Integer, String> {

        private final ValueState<Integer> count = value("count", Integer.class);
        private final ValueState<Integer> passing = value("passing", Integer.class);

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<String> out) {
            count.set(count.getOr(0) + 1);
            for (int time = 0; time < 2; time++) {
                passing.set(event);
                passing.clear();
            }
            out.emit(context.key() + " " + count.get());
        }
    }

    private static final class Passing extends KeyedProcess<Integer, Integer, Integer> {

        private final ValueState<Integer> count = value("count", Integer.class);

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<Integer> out) {
            count.set(count.getOr(0) + 1);
            out.emit(event);
        }
    }

    private static Pipeline pipeline(PushSource<Integer> numbers) {
        Pipeline pipeline = Pipeline.create("removals");
        pipeline.source("numbers", numbers)
                .typed(Integer.class)
                .keyBy(number -> number % 7)
                .process("passing", Passing::new)
                .transform(OperatorSpec.<Integer, Integer>stateless("gathering", Gathering::new))
                .typed(Integer.class)
                .keyBy(number -> number)
                .process("counting", Counting::new)
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static void emit(PushSource<Integer> numbers) {
        IntStream.range(0, KEYS).forEach(numbers::emit);
    }

    private static Simulation alone(Simulation simulation) {
        return simulation.parallelism(1).snapshots(Duration.ofDays(1));
    }

    @Test
    void shouldTakeTheSnapshotWhole() {
        Seeds.check(SEEDS, seed -> {
            PushSource<Integer> numbers = Sources.push(KEYS);
            Simulation run = alone(Simulation.of(pipeline(numbers)).seed(seed));
            for (int round = 1; round <= 4; round++) {
                if (round == 4) {
                    run.stop().run();
                    numbers = Sources.push(KEYS);
                    run = alone(run.next(pipeline(numbers)));
                }
                emit(numbers);
                run.settle().snapshot("round-" + round);
                assertThat(run.metrics().snapshots().failed()).isZero();
            }
            assertThat(run.output("out"))
                    .filteredOn(text -> text.toString().endsWith(" 4"))
                    .hasSize(KEYS);
        });
    }
}
