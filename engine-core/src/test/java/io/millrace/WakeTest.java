package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.graph.OperatorSpec;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Seeds;
import io.millrace.testing.SimulatedExecutor;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators that are woken by others, and sleep before that. */
@Timeout(120)
class WakeTest {

    private static final int SEEDS = 100;

    /** Lets nothing pass before it is released, and writes down how it is called. */
    private static final class Gate implements Operator<Integer, String> {

        private final List<String> calls;
        private OperatorContext context;
        private Runnable waker;
        private boolean open;

        private Gate(List<String> calls) {
            this.calls = calls;
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
            waker = context.waker();
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<String> out) {
            calls.add("process");
            if (!open) {
                context.awaitWake();
                return false;
            }
            for (int row = 0; row < batch.size(); row++) {
                out.emit("event " + batch.value(row), EventTime.NONE);
            }
            return true;
        }

        @Override
        public boolean onWake(Output<String> out) {
            calls.add("wake");
            out.emit("woken", EventTime.NONE);
            return true;
        }

        @Override
        public boolean onProcessingTime(long now, Output<String> out) {
            calls.add("time");
            return true;
        }

        @Override
        public boolean onEndOfData(Output<String> out) {
            calls.add("end");
            return true;
        }
    }

    private static Pipeline pipeline(Source<Integer> source, Operator<Integer, String> operator) {
        Pipeline pipeline = Pipeline.create("wakes");
        pipeline.source("in", source)
                .transform(OperatorSpec.<Integer, String>stateful("gate", "gate", () -> operator))
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static List<String> synchronizedList() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    @Test
    void shouldCallAnOperatorThatWaitsWhenItIsWokenAndNotBefore() {
        Gate gate = new Gate(new ArrayList<>());
        PushSource<Integer> push = Sources.push(10);
        push.emit(1);
        Simulation simulation = Simulation.of(pipeline(push, gate)).settle();
        simulation.advance(Duration.ofHours(1));
        assertThat(gate.calls).containsExactly("process");
        gate.waker.run();
        gate.waker.run();
        simulation.settle();
        assertThat(gate.calls).containsExactly("process", "process");
        gate.open = true;
        gate.waker.run();
        simulation.settle();
        assertThat(gate.calls).containsExactly("process", "process", "process", "wake");
        gate.waker.run();
        simulation.settle();
        push.complete();
        simulation.run();
        assertThat(gate.calls).containsExactly("process", "process", "process", "wake", "wake", "end");
        assertThat(simulation.output("out")).containsExactly("event 1", "woken", "woken");
    }

    @Test
    void shouldCallAnOperatorThatWaitsAtTheTimeItHasAskedFor() {
        Gate gate = new Gate(new ArrayList<>());
        PushSource<Integer> push = Sources.push(10);
        push.emit(1);
        Simulation simulation = Simulation.of(pipeline(push, gate)).settle();
        gate.context.wakeAtNanos(
                gate.context.clock().nanos() + Duration.ofSeconds(3).toNanos());
        simulation.advance(Duration.ofMillis(2_999));
        assertThat(gate.calls).containsExactly("process");
        gate.open = true;
        simulation.advance(Duration.ofMillis(1));
        assertThat(gate.calls).containsExactly("process", "process", "time");
        push.complete();
        simulation.run();
    }

    @Test
    void shouldLetTheWorkerSleepWhileAnOperatorWaits() throws Exception {
        List<String> calls = synchronizedList();
        Thread[] worker = new Thread[1];
        Gate gate = new Gate(calls);
        Operator<Integer, String> telling = new Operator<>() {
            @Override
            public void open(OperatorContext context) {
                gate.open(context);
            }

            @Override
            public boolean process(int input, Batch<Integer> batch, Output<String> out) {
                synchronized (worker) {
                    worker[0] = Thread.currentThread();
                }
                gate.context.wakeAtNanos(
                        gate.context.clock().nanos() + Duration.ofHours(1).toNanos());
                return gate.process(input, batch, out);
            }

            @Override
            public boolean onWake(Output<String> out) {
                return gate.onWake(out);
            }
        };
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline(Sources.of(1), telling));
            for (int round = 1; round <= 50; round++) {
                awaitSleep(worker, calls, round);
                assertThat(calls).containsOnly("process").hasSize(round);
                gate.waker.run();
            }
            awaitSleep(worker, calls, 51);
            job.cancel();
            job.join();
        }
    }

    /** A thread that burned its core would never come to rest. */
    private static void awaitSleep(Thread[] worker, List<String> calls, int count) {
        while (calls.size() < count || !isAsleep(worker)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isAsleep(Thread[] worker) {
        synchronized (worker) {
            return worker[0] != null
                    && (worker[0].getState() == Thread.State.WAITING
                            || worker[0].getState() == Thread.State.TIMED_WAITING);
        }
    }

    @Test
    void shouldTellAWakeFromBeforeTheJobHasOpenedOnceItHas() {
        List<String> calls = new ArrayList<>();
        Gate gate = new Gate(calls);
        Operator<Integer, String> early = new Operator<>() {
            @Override
            public void open(OperatorContext context) {
                gate.open(context);
                gate.waker.run();
                calls.add("open");
            }

            @Override
            public void onRestored() {
                calls.add("restored");
            }

            @Override
            public boolean process(int input, Batch<Integer> batch, Output<String> out) {
                return true;
            }

            @Override
            public boolean onWake(Output<String> out) {
                return gate.onWake(out);
            }
        };
        Simulation simulation = Simulation.of(pipeline(Sources.of(1), early)).run();
        assertThat(calls).containsExactly("open", "restored", "wake");
        gate.waker.run();
        assertThat(simulation.state()).isEqualTo(JobState.FINISHED);
        assertThat(calls).containsExactly("open", "restored", "wake");
    }

    @Test
    void shouldTellNothingToTheNextAttemptOfAWakeForTheLastOne() {
        List<Gate> gates = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("wakes");
        PushSource<Integer> push = Sources.push(10);
        pipeline.source("in", push)
                .transform(OperatorSpec.<Integer, String>stateful("gate", "gate", () -> {
                    gates.add(new Gate(new ArrayList<>()));
                    return gates.get(gates.size() - 1);
                }))
                .peek(result -> {
                    if (gates.size() == 1) {
                        throw new IllegalStateException("once");
                    }
                })
                .to("out", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline)
                .snapshots(Duration.ofSeconds(1))
                .restart(Restart.fixedDelay(3, Duration.ofMillis(1)))
                .settle();
        gates.get(0).waker.run();
        simulation.advance(Duration.ofSeconds(1));
        assertThat(gates).hasSize(2);
        gates.get(0).waker.run();
        simulation.advance(Duration.ofSeconds(1));
        assertThat(gates.get(1).calls).isEmpty();
        gates.get(1).waker.run();
        simulation.settle();
        assertThat(gates.get(1).calls).containsExactly("wake");
        push.complete();
        simulation.run();
    }

    @Test
    void shouldTellAWakeOnceThereIsRoomWhenTheOutputIsBlocked() {
        Gate gate = new Gate(new ArrayList<>());
        gate.open = true;
        PushSource<Integer> push = Sources.push(100);
        Pipeline pipeline = Pipeline.create("wakes");
        pipeline.source("in", push)
                .transform(OperatorSpec.<Integer, String>stateful("gate", "gate", () -> gate))
                .to("out", Sinks.blockingCallback(unused -> {}));
        Simulation simulation =
                Simulation.of(pipeline).edgeCapacity(1).batchSize(1).settle();
        simulation.hold("out");
        IntStream.range(0, 5).forEach(push::emit);
        simulation.settle();
        int before = gate.calls.size();
        gate.waker.run();
        simulation.settle();
        assertThat(gate.calls).hasSize(before).doesNotContain("wake");
        simulation.release("out").settle();
        assertThat(gate.calls).containsOnlyOnce("wake");
        push.complete();
        simulation.run();
        assertThat(simulation.output("out")).hasSize(6);
    }

    @Test
    void shouldTellAWakeWhileBarriersAreAligned() {
        Gate gate = new Gate(new ArrayList<>());
        gate.open = true;
        PushSource<Integer> one = Sources.push(10);
        PushSource<Integer> two = Sources.push(10);
        Pipeline pipeline = Pipeline.create("wakes");
        EventStream<Integer> other = pipeline.source("two", two);
        pipeline.source("one", one)
                .transform(OperatorSpec.<Integer, String>stateful("gate", "gate", () -> gate), other)
                .to("out", Sinks.discard());
        Simulation simulation =
                Simulation.of(pipeline).snapshots(Duration.ofHours(1)).settle();
        simulation.hold("two").barrier();
        gate.waker.run();
        simulation.settle();
        assertThat(gate.calls).containsExactly("wake");
        assertThat(simulation.metrics().snapshots().completed()).isZero();
        simulation.release("two").settle();
        assertThat(simulation.output("out")).as("before the barrier").containsExactly("woken");
        one.complete();
        two.complete();
        simulation.run();
    }

    @Test
    void shouldHaveASimulationDoAllThatCameBetweenItsStepsWhenItSettles() {
        Seeds.check(SEEDS, seed -> {
            PushSource<Integer> push = Sources.push(10);
            Pipeline pipeline = Pipeline.create("pushed");
            pipeline.source("in", push).rebalance().to("out", Sinks.discard());
            Simulation simulation = Simulation.of(pipeline).seed(seed).settle();
            for (int event = 1; event <= 20; event++) {
                simulation.steps((int) (seed + event) % 7);
                push.emit(event);
                assertThat(simulation.settle().output("out")).hasSize(event);
            }
            push.complete();
            simulation.run();
        });
    }

    @Test
    void shouldTellAWakeFromBeforeTheEndAheadOfIt() {
        List<String> calls = new ArrayList<>();
        Gate gate = new Gate(calls);
        gate.open = true;
        Operator<Integer, String> wokenByTheLast = new Operator<>() {
            @Override
            public void open(OperatorContext context) {
                gate.open(context);
            }

            @Override
            public boolean process(int input, Batch<Integer> batch, Output<String> out) {
                gate.waker.run();
                return gate.process(input, batch, out);
            }

            @Override
            public boolean onWake(Output<String> out) {
                return gate.onWake(out);
            }

            @Override
            public boolean onEndOfData(Output<String> out) {
                if (!calls.contains("end")) {
                    gate.waker.run();
                }
                return gate.onEndOfData(out);
            }
        };
        Seeds.check(SEEDS, seed -> {
            calls.clear();
            Simulation simulation =
                    Simulation.of(pipeline(Sources.of(1), wokenByTheLast)).seed(seed);
            if (seed % 2 == 0) {
                simulation.snapshots(Duration.ofSeconds(1));
            }
            assertThat(simulation.run().output("out")).contains("woken");
            assertThat(calls).endsWith("end", "wake", "end");
        });
    }

    /** Has others give an answer to each event, and ends when it has all. */
    private static final class Asking implements Operator<Integer, String> {

        private final SimulatedExecutor others;
        private final List<String> calls;
        private final List<Integer> open = new ArrayList<>();
        private final List<Integer> answered = new ArrayList<>();
        private OperatorContext context;
        private ListState<Integer> state;

        private Asking(SimulatedExecutor others, List<String> calls) {
            this.others = others;
            this.calls = calls;
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
            state = context.operatorState(ListSpec.of("open", Integer.class), Redistribution.SPLIT);
        }

        @Override
        public void onRestored() {
            state.elements().forEach(this::ask);
        }

        private void ask(int event) {
            open.add(event);
            Runnable waker = context.waker();
            others.execute(() -> {
                answered.add(event);
                waker.run();
            });
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<String> out) {
            for (int row = 0; row < batch.size(); row++) {
                ask(batch.value(row));
            }
            return true;
        }

        @Override
        public boolean onWake(Output<String> out) {
            while (!answered.isEmpty() && out.hasRoom()) {
                Integer event = answered.remove(0);
                open.remove(event);
                out.emit("answer " + event, EventTime.NONE);
            }
            return answered.isEmpty();
        }

        @Override
        public boolean onEndOfData(Output<String> out) {
            calls.add("end");
            if (!open.isEmpty()) {
                context.awaitWake();
            }
            return open.isEmpty();
        }

        @Override
        public boolean beforeSnapshot(long snapshot, Output<String> out) {
            state.clear();
            open.forEach(state::add);
            return true;
        }
    }

    private static List<String> answers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "answer " + i).toList();
    }

    private static Pipeline asking(SimulatedExecutor others, List<String> calls, int count) {
        Pipeline pipeline = Pipeline.create("asking");
        pipeline.source(
                        "in",
                        Sources.collection(IntStream.range(0, count).boxed().toList()))
                .transform(OperatorSpec.<Integer, String>stateful("asking", "asking", () -> new Asking(others, calls)))
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldTakeSnapshotsWhileTheEndOfTheDataWaits() {
        SimulatedExecutor others = SimulatedExecutor.within(Duration.ofHours(1));
        List<String> calls = new ArrayList<>();
        Simulation simulation = Simulation.of(asking(others, calls, 20))
                .executor(others)
                .snapshots(Duration.ofMinutes(1))
                .settle();
        simulation.advance(Duration.ofMinutes(10));
        assertThat(simulation.metrics().snapshots().completed()).isBetween(5L, 15L);
        assertThat(simulation.output("out")).hasSizeBetween(1, 19);
        simulation.snapshot("between");
        simulation.crashAndRestore();
        simulation.run();
        assertThat(simulation.output("out")).containsExactlyInAnyOrderElementsOf(answers(20));
        assertThat(calls).as("one for each wake at most").hasSizeLessThan(2 * 21);
    }

    @Test
    void shouldTakeASnapshotOfTheEndThatWaitsWhenTheyAreTakenOnDemand() {
        SimulatedExecutor others = SimulatedExecutor.within(Duration.ofHours(1));
        Pipeline pipeline = asking(others, new ArrayList<>(), 20);
        PushSource<Integer> push = Sources.push(10);
        pipeline.source("late", push).to("nowhere", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline)
                .executor(others)
                .snapshots(
                        Snapshots.in(new SimulatedDisk(), Path.of("snapshots")).onDemand())
                .settle();
        assertThat(simulation.metrics().snapshots().completed()).isZero();
        push.complete();
        simulation.settle();
        assertThat(simulation.metrics().snapshots().completed()).isEqualTo(1);
        assertThat(simulation.output("out")).hasSizeLessThan(20);
        assertThat(simulation.run().output("out")).containsExactlyInAnyOrderElementsOf(answers(20));
        assertThat(simulation.metrics().snapshots().completed()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void shouldEndWithAllAnswersWithAndWithoutSnapshots() {
        Seeds.check(SEEDS, seed -> {
            SimulatedExecutor others = SimulatedExecutor.within(Duration.ofMillis(50));
            int count = (int) (seed % 40);
            Simulation simulation = Simulation.of(asking(others, new ArrayList<>(), count))
                    .seed(seed)
                    .executor(others);
            if (seed % 3 > 0) {
                simulation.snapshots(Duration.ofMillis(seed % 7 + 1));
            }
            if (seed % 3 > 1) {
                simulation.steps((int) (seed * 7 % 200)).crashAndRestore();
                simulation.steps((int) (seed * 11 % 100)).crashAndRestore();
            }
            assertThat(simulation.run().output("out")).containsExactlyInAnyOrderElementsOf(answers(count));
        });
    }

    @Test
    void shouldGoOnWithWhatIsAskedWhenStoppedBeforeTheEnd() {
        SimulatedExecutor others = SimulatedExecutor.within(Duration.ofHours(1));
        int count = 1_000;
        Pipeline first = asking(others, new ArrayList<>(), count);
        Simulation stopped = Simulation.of(first).batchSize(1).executor(others).snapshots(Duration.ofMinutes(1));
        stopped.steps(12).stop().run();
        assertThat(stopped.state()).isEqualTo(JobState.FINISHED);
        assertThat(stopped.output("out")).hasSizeLessThan(count);
        Simulation next = stopped.next(asking(others, new ArrayList<>(), count))
                .executor(others)
                .snapshots(Duration.ofMinutes(1))
                .run();
        assertThat(next.output("out")).containsExactlyInAnyOrderElementsOf(answers(count));
    }
}
