package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.ValueState;
import io.millrace.state.serde.Type;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random events of several producers, at any moment, whether or not the job runs; a disk that fails at any call in any way; crashes that lose what was not forced, restarts, and
 * other parallelism: what was acknowledged comes out once, what was not once at most, and the events of a producer in their order.
 */
class JournalModelTest {

    private static final Path DIRECTORY = Path.of("/data/journal");
    private static final int ACTIONS = 120;
    private static final int FEW_ACTIONS = 30;
    private static final int FIXED_SEED = 11;
    private static final int STRIDE = Integer.getInteger("millrace.disk.stride", 23);
    private static final List<DiskFault> FAULTS = List.of(
            DiskFault.CRASH,
            DiskFault.CRASH,
            DiskFault.FAILED_CALL,
            DiskFault.FAILED_AFTER_EFFECT,
            DiskFault.TORN_WRITE,
            DiskFault.FAILED_WRITE,
            DiskFault.FAILED_FORCE,
            DiskFault.FLIPPED_BIT);

    record Event(int producer, int number, String text) {}

    /** Passes events on, each of which comes behind those that its producer has emitted before. */
    private static final class InOrder extends KeyedProcess<Integer, Event, Event> {
        private final ValueState<Integer> last = value("last", Integer.class);

        @Override
        protected void process(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
            Integer before = last.get();
            if (before != null && event.number() <= before) {
                throw new AssertionError(event + " behind number " + before);
            }
            last.set(event.number());
            out.emit(event);
        }
    }

    @Test
    void shouldDeliverEachAcknowledgedEventOnceWhateverCrashes() {
        Seeds.check(25, seed -> new Model(seed, ACTIONS, null).run());
    }

    /** Every call with {@code -Dmillrace.disk.stride=1}. */
    @Test
    void shouldDeliverEachAcknowledgedEventOnceWhenAnyCallOfTheDiskIsDisturbed() {
        long calls = new Model(FIXED_SEED, FEW_ACTIONS, DiskFaults.none()).run();
        assertThat(calls).isGreaterThan(100);
        for (long call = 1; call <= calls; call += STRIDE) {
            for (DiskFault fault : STRIDE == 1 ? FAULTS : List.of(FAULTS.get((int) (call % FAULTS.size())))) {
                try {
                    new Model(FIXED_SEED, FEW_ACTIONS, DiskFaults.random(call).at(call, fault)).run();
                } catch (Throwable e) {
                    throw new AssertionError(fault + " at call " + call + ": " + e, e);
                }
            }
        }
    }

    private static final class Model {

        private final SplittableRandom random;
        private final Set<Event> acknowledged = new HashSet<>();
        private final Set<Event> emitted = new HashSet<>();
        private final int[] numbers = new int[3];

        /** What was emitted together, and not acknowledged. */
        private final List<List<Event>> doubtful = new ArrayList<>();

        private JournalSource<Event> journal;
        private Simulation simulation;
        private final int actions;

        /** Whether faults are chosen at random, too. */
        private final boolean disturbs;

        private int failures;

        /** @param faults what the disk does; null for something at random now and then */
        private Model(long seed, int actions, DiskFaults faults) {
            this.actions = actions;
            disturbs = faults == null;
            random = new SplittableRandom(seed);
            simulation = setUp(Simulation.of(pipeline()).seed(seed));
            if (!disturbs) {
                simulation.disk().plan(faults);
            }
        }

        private Pipeline pipeline() {
            JournalOptions options = JournalOptions.defaults().segmentBytes(1_024 + random.nextInt(3_000));
            journal = Sources.journal(DIRECTORY, Type.of(Event.class), options);
            Pipeline pipeline = Pipeline.create("journal");
            pipeline.source("events", journal)
                    .keyBy(Event::producer)
                    .process("order", InOrder::new)
                    .to("out", Sinks.discard());
            return pipeline;
        }

        private Simulation setUp(Simulation next) {
            return next.parallelism(1 + random.nextInt(3))
                    .restart(Restart.fixedDelay(3, Duration.ZERO))
                    .snapshots(Snapshots.in(next.disk(), Path.of("/snapshots"))
                            .every(Duration.ofMillis(5))
                            .keep(1 + random.nextInt(3)));
        }

        /** Returns how many calls the disk had. */
        private long run() {
            for (int action = 0; action < actions; action++) {
                act();
            }
            long calls = simulation.disk().calls();
            simulation.disk().plan(DiskFaults.none());
            deliver();
            if (random.nextBoolean()) {
                tried(() -> simulation.stop());
                next();
                emit();
                deliver();
            }
            journal.complete();
            simulation.run();
            check();
            List<Object> out = simulation.output("out");
            assertThat(doubtful)
                    .as("all or none")
                    .allMatch(group -> out.containsAll(group) || group.stream().noneMatch(out::contains));
            assertThat(files()).as("files that are left").isLessThanOrEqualTo(10);
            return calls;
        }

        private void act() {
            switch (random.nextInt(12)) {
                case 0 -> tried(() -> simulation.advance(Duration.ofMillis(1 + random.nextInt(20))));
                case 1 -> tried(simulation::crashAndRestore);
                case 2 -> {
                    tried(random.nextBoolean() ? simulation::stop : simulation::cancel);
                    next();
                }
                case 3 -> {
                    if (disturbs) {
                        simulation.disk().plan(fault());
                    }
                }
                case 4 -> tried(() -> simulation.snapshot(null));
                case 5, 6, 7 -> tried(() -> simulation.steps(1 + random.nextInt(100)));
                case 8 -> emitTogether();
                default -> emit();
            }
        }

        private DiskFaults fault() {
            DiskFaults faults = DiskFaults.random(random.nextLong());
            for (int i = random.nextInt(4); i > 0; i--) {
                faults = faults.at(
                        1 + random.nextInt(random.nextBoolean() ? 8 : 60), FAULTS.get(random.nextInt(FAULTS.size())));
            }
            return faults;
        }

        /** What the disk does may fail the job, or keep it from starting. */
        private void tried(Runnable what) {
            try {
                what.run();
            } catch (RuntimeException e) {
                assertThat(simulation.disk().faults()).as("what explains " + e).isNotEmpty();
                if (!(e instanceof SimulationException)
                        && !(e instanceof IllegalStateException)
                        && !(e instanceof SnapshotFailedException)) {
                    throw e;
                }
                recover();
            }
        }

        private void recover() {
            assertThat(++failures).as("failures").isLessThan(ACTIONS);
            try {
                simulation.settle();
            } catch (RuntimeException e) {
                next();
            }
        }

        private void next() {
            Simulation before = simulation;
            if (!before.disk().hasCrashed()) {
                before.disk().kill();
            }
            simulation = setUp(before.next(pipeline()));
        }

        private void emit() {
            for (int i = random.nextInt(12); i >= 0; i--) {
                int producer = random.nextInt(numbers.length);
                Event event = new Event(producer, numbers[producer]++, "x".repeat(random.nextInt(40)));
                emitted.add(event);
                try {
                    if (random.nextBoolean()) {
                        journal.emit(event);
                    } else {
                        CompletionStage<Void> stage = journal.emitAsync(event);
                        stage.toCompletableFuture().join();
                    }
                    acknowledged.add(event);
                } catch (SimulatedCrash e) {
                    return;
                } catch (JournalException | CompletionException e) {
                    assertThat(simulation.disk().faults())
                            .as("what explains " + e)
                            .isNotEmpty();
                    if (simulation.disk().hasCrashed()) {
                        return;
                    }
                }
            }
        }

        private void emitTogether() {
            List<Event> group = new ArrayList<>();
            for (int i = random.nextInt(12); i >= 0; i--) {
                int producer = random.nextInt(numbers.length);
                group.add(new Event(producer, numbers[producer]++, "x".repeat(random.nextInt(40))));
            }
            emitted.addAll(group);
            try {
                journal.tryEmitAll(group).toCompletableFuture().join();
                acknowledged.addAll(group);
            } catch (SimulatedCrash e) {
                doubtful.add(group);
            } catch (JournalException | CompletionException e) {
                assertThat(simulation.disk().faults()).as("what explains " + e).isNotEmpty();
                doubtful.add(group);
            }
        }

        private void deliver() {
            for (int i = 0; i < 100 && !new HashSet<>(simulation.output("out")).containsAll(acknowledged); i++) {
                tried(() -> simulation.advance(Duration.ofMillis(20)));
            }
            check();
        }

        private void check() {
            List<Object> out = new ArrayList<>(simulation.output("out"));
            assertThat(out).as("none twice").doesNotHaveDuplicates();
            assertThat(out).as("all acknowledged").containsAll(acknowledged);
            assertThat(emitted)
                    .as("nothing else")
                    .containsAll(out.stream().map(Event.class::cast).collect(Collectors.toList()));
        }

        private int files() {
            try {
                return simulation.disk().list(DIRECTORY).size();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
