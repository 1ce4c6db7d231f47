package io.millrace.survival;

import io.millrace.job.JobState;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotFailedException;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.testing.DiskFault;
import io.millrace.state.testing.DiskFaults;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** A random job to which everything happens, until it has ended all the same. */
final class SurvivalRun {

    private static final Path SNAPSHOTS = Path.of("/snapshots");
    private static final int[] EDGES = {1, 1, 2, 16};
    private static final int[] BATCHES = {1, 2, 7, 256};
    private static final int MOST_ACTIONS = 12;

    private final long seed;
    private final SplittableRandom random;
    private final Tally tally;
    private final World world;
    private final boolean atLeastOnce;
    private final Restart restart;
    private final StringBuilder story = new StringBuilder();
    private RandomJob job;
    private Simulation simulation;
    private Map<DiskFault, Long> faultsBefore = Map.of();

    SurvivalRun(long seed, Tally tally) throws Exception {
        this.seed = seed;
        this.tally = tally;
        random = new SplittableRandom(seed);
        world = new World(tally);
        atLeastOnce = seed % 10 == 9;
        restart = randomRestart();
        job = newJob();
        simulation = setUp(Simulation.of(job.pipeline()).seed(seed));
        simulation.disk().makeDirectory(RandomJob.OUT);
        simulation.disk().forceAll();
        tally.hit(atLeastOnce ? "AT_LEAST_ONCE" : "EXACTLY_ONCE");
    }

    private RandomJob newJob() {
        return new RandomJob(seed, atLeastOnce, world);
    }

    private Restart randomRestart() {
        return switch (random.nextInt(3)) {
            case 0 -> Restart.none();
            case 1 -> Restart.fixedDelay(1 + random.nextInt(5), Duration.ofMillis(random.nextInt(10)));
            default ->
                Restart.exponentialBackoff(3, Duration.ofMillis(1), Duration.ofSeconds(1))
                        .healthyAfter(Duration.ofMillis(5));
        };
    }

    private Simulation setUp(Simulation fresh) {
        Snapshots snapshots = Snapshots.in(fresh.disk(), SNAPSHOTS)
                .every(Duration.ofMillis(1 + random.nextInt(20)))
                .keep(1 + random.nextInt(3));
        return fresh.parallelism(1 + random.nextInt(5))
                .edgeCapacity(EDGES[random.nextInt(EDGES.length)])
                .batchSize(BATCHES[random.nextInt(BATCHES.length)])
                .restart(restart)
                .executor(world.others())
                .snapshots(atLeastOnce ? snapshots.atLeastOnce() : snapshots);
    }

    /** Runs, whatever happens, and tells the simulation that has come to the end. */
    Outcome toTheEnd() {
        try {
            for (int phase = random.nextInt(1, 5); phase > 0; phase--) {
                planFaults();
                act();
            }
            simulation.disk().plan(DiskFaults.none());
            world.mishaps().disarm();
            goOn("the end");
            simulation.run();
        } catch (Throwable e) {
            throw new AssertionError(this + "\n" + e, e);
        } finally {
            simulation.disk().faults().forEach((fault, times) -> tally.hit(fault.name(), times));
        }
        return Outcome.of(simulation, job, world, atLeastOnce);
    }

    private void planFaults() {
        DiskFaults faults = DiskFaults.random(random.nextLong());
        for (int kind = random.nextInt(3); kind > 0; kind--) {
            faults = plan(faults, random.nextInt(12));
        }
        simulation.disk().plan(faults);
        world.mishaps().disarm();
        for (int hooks = random.nextInt(7); hooks > 0; hooks--) {
            Hook hook = List.of(Hook.values()).get(random.nextInt(Hook.values().length));
            int call = 1 + (random.nextBoolean() ? random.nextInt(4) : random.nextInt(200));
            world.mishaps().arm(hook, call);
            tell("arm " + hook + "@" + call);
        }
        armRare();
        tell("faults " + faults.odds() + faults.script() + " room " + faults.capacity());
    }

    /** Hooks that few jobs have, or have late. */
    private void armRare() {
        List<Hook> rare = List.of(
                Hook.AGGREGATE_SUBTRACT,
                Hook.OPERATOR_END_OF_DATA,
                Hook.AGGREGATE_MERGE,
                Hook.SERDE_READ,
                Hook.OPERATOR_WAKE,
                Hook.SERDE_WRITE,
                Hook.PROCESSING_TIMER,
                Hook.OPERATOR_WATERMARK);
        if (seed % 10 < rare.size()) {
            world.mishaps().arm(rare.get((int) (seed % 10)), 1);
        }
    }

    private DiskFaults plan(DiskFaults faults, int kind) {
        return switch (kind) {
            case 0 -> faults.with(DiskFault.TORN_WRITE, odds());
            case 1 -> faults.with(DiskFault.FAILED_WRITE, odds());
            case 2 -> faults.with(DiskFault.FAILED_FORCE, odds());
            case 3 -> faults.with(DiskFault.FAILED_MOVE, odds());
            case 4 -> faults.with(DiskFault.FAILED_AFTER_MOVE, odds());
            case 5 -> faults.with(DiskFault.FAILED_READ, odds());
            case 6 -> faults.with(DiskFault.FLIPPED_BIT, odds());
            case 7 -> faults.capacity(random.nextInt(20_000));
            case 8 -> faults.with(DiskFault.FAILED_CALL, odds() / 4);
            case 9 -> faults.with(DiskFault.FAILED_AFTER_EFFECT, odds() / 4);
            default -> faults.at(1 + random.nextInt(150), DiskFault.CRASH);
        };
    }

    private double odds() {
        return random.nextInt(4) == 0 ? 0.3 : random.nextDouble(0.05);
    }

    private void act() throws Exception {
        for (int action = random.nextInt(MOST_ACTIONS); action > 0; action--) {
            try {
                act(random.nextInt(40));
                tally.hit("RESTART", simulation.state() == JobState.RESTARTING ? 1 : 0);
            } catch (Exception | AssertionError e) {
                explain(e);
            }
        }
        if (random.nextInt(3) == 0) {
            goOn("another phase");
        }
    }

    private void act(int action) {
        switch (action) {
            case 0, 1, 2, 3 -> {
                tell("crash");
                tally.hit("CRASH_AT_STEP");
                simulation.crashAndRestore();
            }
            case 4, 5, 6, 7 -> {
                stall(job.sources().get(random.nextInt(job.sources().size())));
            }
            case 8 -> {
                takeSnapshot("named-" + random.nextInt(1_000_000));
            }
            case 9, 10, 11 -> {
                long millis = random.nextInt(10) == 0 ? 1_000_000 : random.nextInt(1, 500);
                boolean back = random.nextBoolean();
                tell("clock " + (back ? "back " : "on ") + millis);
                tally.hit(back ? "CLOCK_BACK" : "CLOCK_FORWARD");
                simulation.clock().jump(Duration.ofMillis(back ? -millis : millis));
            }
            case 12 -> {
                tell("advance");
                simulation.advance(Duration.ofMillis(random.nextInt(30)));
            }
            default -> {
                int steps = random.nextInt(120);
                tell("steps " + steps);
                simulation.clock().advance(Duration.ofMillis(random.nextInt(4)));
                simulation.steps(steps);
            }
        }
    }

    /** One that waits for a time to come stays under way. */
    private void takeSnapshot(String name) {
        tell("named snapshot");
        try {
            simulation.snapshot(name);
            tally.hit("NAMED_SNAPSHOT");
        } catch (SnapshotFailedException e) {
            tell("no snapshot: " + e.getMessage());
        } catch (SimulationException e) {
            if (!e.getMessage().contains("does not become complete")) {
                throw e;
            }
        }
    }

    private void stall(String node) {
        try {
            simulation.hold(node);
        } catch (IllegalArgumentException e) {
            tell("nothing of " + node + " runs");
            return;
        }
        tell("hold " + node);
        tally.hit("STALL");
        try {
            simulation.steps(random.nextInt(100));
        } finally {
            simulation.release(node);
        }
    }

    /** A failure has to have a reason that was planned; then the job goes on in a new process, or in the same one. */
    private void explain(Throwable error) throws Exception {
        tell("-> " + error);
        Map<DiskFault, Long> faults = simulation.disk().faults();
        boolean explained = Mishaps.explain(error) || isSimulated(error) || !faults.equals(faultsBefore);
        if (!explained || isObscure(error)) {
            throw new AssertionError("a failure that nothing explains: " + error, error);
        }
        faultsBefore = new TreeMap<>(faults);
        if (hasFailedForGood()) {
            goOn("the failure");
        }
    }

    private static boolean isSimulated(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    && String.valueOf(cause.getMessage()).contains("simulated")) {
                return true;
            }
        }
        return false;
    }

    /** What is no clear error about damage. */
    private static boolean isObscure(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof NullPointerException
                    || cause instanceof IndexOutOfBoundsException
                    || cause instanceof ClassCastException
                    || cause instanceof NegativeArraySizeException
                    || cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** Lets a job that has failed close; one that could not even start is tried once more, and may fail of its own. */
    private boolean hasFailedForGood() {
        if (isSettled()) {
            return false;
        }
        JobState state = stateOrNull();
        if (state != null && state.isTearingDown() && !isSettled()) {
            state = stateOrNull();
        }
        if (state != null && state.isTearingDown()) {
            throw new AssertionError("it has failed and does not end, but is " + state);
        }
        return state == null || state.isTerminal();
    }

    private boolean isSettled() {
        try {
            simulation.settle();
            return true;
        } catch (RuntimeException e) {
            tell("(" + e.getMessage() + ")");
            return false;
        }
    }

    private JobState stateOrNull() {
        try {
            return simulation.state();
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Goes on with another parallelism: the process is killed, unless the job has ended. */
    private void goOn(String when) {
        tell("go on after " + when);
        tally.hit("GO_ON_WITH_ANOTHER_PARALLELISM");
        simulation.disk().kill();
        job = newJob();
        simulation = setUp(simulation.next(job.pipeline()));
    }

    private void tell(String what) {
        story.append(story.isEmpty() ? "" : ", ").append(what);
    }

    @Override
    public String toString() {
        return simulation + ", " + restart + (atLeastOnce ? ", at least once" : "") + ": " + story + "\n"
                + job.pipeline().describe();
    }

    /** What has to be compared. */
    record Outcome(
            RandomJob job,
            Function<String, List<Object>> output,
            Function<String, Map<Integer, Event>> views,
            SimulatedDisk disk,
            World world,
            boolean atLeastOnce,
            boolean isHosted) {

        static Outcome of(Simulation simulation, RandomJob job, World world, boolean atLeastOnce) {
            return new Outcome(
                    job,
                    simulation::output,
                    view -> rows(simulation, view),
                    simulation.disk(),
                    world,
                    atLeastOnce,
                    false);
        }

        /** Null where the process has found the job complete, so that nothing has run that could show anything. */
        private static Map<Integer, Event> rows(Simulation simulation, String view) {
            if (simulation.metrics().tasks().isEmpty()) {
                return null;
            }
            Map<Integer, Event> rows = new TreeMap<>();
            simulation.view(view, Integer.class, Event.class).forEach(rows::put);
            return rows;
        }

        void check(Object run) throws Exception {
            if (!world.mishaps().wrong().isEmpty()) {
                throw new AssertionError(run + "\n" + world.mishaps().wrong());
            }
            new Expectation(this, run).check();
        }
    }
}
