package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An operator without state keeps nothing over a barrier: what it has gathered goes before it. */
class GatheringTest {

    private static final int SEEDS = 150;
    private static final int EVENTS = 120;

    private static final class Gathering implements Operator<Integer, Integer> {

        private final Queue<Integer> held = new ArrayDeque<>();

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            for (int row = 0; row < batch.size(); row++) {
                held.add(batch.value(row));
            }
            return true;
        }

        private boolean give(Output<Integer> out) {
            while (!held.isEmpty()) {
                if (!out.hasRoom()) {
                    return false;
                }
                out.emit(held.remove(), EventTime.NONE);
            }
            return true;
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<Integer> out) {
            return give(out);
        }

        @Override
        public boolean onIdle(Output<Integer> out) {
            return give(out);
        }

        @Override
        public boolean onEndOfData(Output<Integer> out) {
            return give(out);
        }
    }

    /** Numbers what comes for a key. */
    private static final class Numbering extends KeyedProcess<Integer, Integer, String> {

        private final ValueState<Integer> count = value("count", Integer.class);

        @Override
        protected void process(Integer event, KeyedContext<Integer> context, Emitter<String> out) {
            count.set(count.getOr(0) + 1);
            out.emit(context.key() + " " + count.get());
        }
    }

    private static Pipeline pipeline(SplittableRandom random) {
        Pipeline pipeline = Pipeline.create("gathering");
        EventStream<Integer> gathered = pipeline.source(
                        "numbers",
                        Sources.collection(IntStream.range(0, EVENTS).boxed().toList()))
                .transform(OperatorSpec.<Integer, Integer>stateless("gathering", Gathering::new));
        for (int more = random.nextInt(3); more > 0; more--) {
            gathered = gathered.map(number -> number)
                    .transform(OperatorSpec.<Integer, Integer>stateless("gathering", Gathering::new));
        }
        gathered.typed(Integer.class)
                .keyBy(number -> number % 7)
                .process("numbering", Numbering::new)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldLoseNothingAndGiveNothingTwiceWhenTheJobGoesOnFromASnapshot() {
        List<String> expected = new ArrayList<>();
        IntStream.range(0, EVENTS).forEach(number -> expected.add(number % 7 + " " + (number / 7 + 1)));
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Simulation simulation = Simulation.of(pipeline(random))
                    .seed(seed)
                    .parallelism(1 + random.nextInt(3))
                    .snapshots(Duration.ofMillis(1 + random.nextInt(4)));
            for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
                simulation.steps(random.nextInt(120)).crashAndRestore();
            }
            assertThat(simulation.run().output("out")).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    @Test
    void shouldPauseForWantOfRoomBeforeABarrierAndBeforeItIsIdle() throws Exception {
        OperatorHarness<Integer, Integer> harness =
                OperatorHarness.of(new Gathering()).snapshots().room(1).open();
        harness.event(1, 0).event(2, 0).event(3, 0).beginSnapshot();
        assertThat(harness.output()).hasSize(3);
        assertThat(harness.pauses()).isEqualTo(2);

        harness.event(4, 0).idle();
        assertThat(harness.output()).hasSize(4);
        assertThat(harness.isIdle()).isTrue();
    }

    @Test
    void shouldLetNoBarrierOfAHarnessPassWhileTheOperatorWaits() throws Exception {
        OperatorHarness<Integer, Integer> harness = OperatorHarness.of(new Operator<Integer, Integer>() {

                    private OperatorContext context;

                    @Override
                    public void open(OperatorContext operatorContext) {
                        context = operatorContext;
                        context.waker();
                    }

                    @Override
                    public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
                        return true;
                    }

                    @Override
                    public boolean beforeSnapshot(long snapshot, Output<Integer> out) {
                        context.awaitWake();
                        return false;
                    }
                })
                .open();
        assertThatThrownBy(harness::beginSnapshot)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lets no barrier pass");
    }
}
