package io.millrace.runtime.schedule;

import io.millrace.edge.Waker;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.time.Clock;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Runs units on the calling thread, one step of one unit at a time, in an order that a seed decides: mostly at random,
 * sometimes the same unit many times in a row while all others wait.
 */
public final class SimulatedScheduler implements Scheduler {

    private static final int LONGEST_BURST = 32;

    private final Clock clock;
    private final Disk disk;
    private final SplittableRandom random;
    private final List<Unit> units = new ArrayList<>();
    private final List<Unit> candidates = new ArrayList<>();
    private final Set<Unit> held = new HashSet<>();
    private Supplier<Executor> helpers;
    private Thread stepping;

    public SimulatedScheduler(Clock clock, SplittableRandom random) {
        this(clock, FileDisk.INSTANCE, random);
    }

    public SimulatedScheduler(Clock clock, Disk disk, SplittableRandom random) {
        this.disk = disk;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void start(List<Unit> newUnits) {
        newUnits.forEach(unit -> unit.runBy(() -> {}));
        units.addAll(newUnits);
    }

    /**
     * Has something done now and then that belongs to no job, as other threads would do it.
     *
     * @param work does a bit of it; returns whether there was something to be done
     * @param nanosToWork nanoseconds until there will be something, or {@link Unit#NO_DEADLINE}
     */
    public void besides(BooleanSupplier work, LongSupplier nanosToWork) {
        units.add(new Beside(work, nanosToWork));
    }

    /**
     * Runs a burst of steps of one unit.
     *
     * @return whether any unit may still have something to do before time passes or input comes
     */
    public boolean step() {
        if (candidates.isEmpty()) {
            units.removeIf(Unit::isDone);
            candidates.addAll(units);
            candidates.removeAll(held);
            if (candidates.isEmpty()) {
                return false;
            }
        }
        int chosen = random.nextInt(candidates.size());
        Unit unit = candidates.get(chosen);
        if (burst(unit)) {
            candidates.clear();
            return true;
        }
        candidates.remove(chosen);
        return !candidates.isEmpty();
    }

    /** Something may have come from outside since units were found to have nothing to do. */
    public void asksAllAgain() {
        candidates.clear();
    }

    private boolean burst(Unit unit) {
        int steps = random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(LONGEST_BURST);
        boolean worked = false;
        stepping = Thread.currentThread();
        try {
            while (steps-- > 0 && unit.doWork() > 0) {
                worked = true;
            }
        } finally {
            stepping = null;
        }
        return worked;
    }

    /** Nanoseconds until the first unit has something to do by itself, or {@link Unit#NO_DEADLINE}. */
    public long nanosToDeadline() {
        return units.stream()
                .filter(unit -> !unit.isDone() && !held.contains(unit))
                .mapToLong(Unit::nanosToDeadline)
                .min()
                .orElse(Unit.NO_DEADLINE);
    }

    /** Has the units of a node take no steps. */
    public void hold(String node) {
        List<Unit> unitsOfNode =
                units.stream().filter(unit -> nodeOf(unit).equals(node)).toList();
        if (unitsOfNode.isEmpty()) {
            throw new IllegalArgumentException("no task begins with '" + node + "'; there are "
                    + units.stream().map(Unit::roleName).toList());
        }
        held.addAll(unitsOfNode);
        candidates.clear();
    }

    /** Has the units of a node take steps again. */
    public void release(String node) {
        held.removeIf(unit -> nodeOf(unit).equals(node));
        candidates.clear();
    }

    private static String nodeOf(Unit unit) {
        return unit.roleName().substring(0, unit.roleName().lastIndexOf('-'));
    }

    @Override
    public void interrupt(Unit unit) {}

    /** Nothing blocks here but what is held. */
    @Override
    public Set<Unit> setAside(Set<Unit> asked) {
        return asked.stream().filter(held::contains).collect(Collectors.toSet());
    }

    @Override
    public String whereabouts(Unit unit) {
        return "";
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Logger log() {
        return SimulatedLog.INSTANCE;
    }

    /** Between two steps, when the virtual clock says so. */
    @Override
    public void after(Duration delay, Runnable action) {
        start(List.of(new Pause("timer-0", clock, delay, action)));
    }

    /** Has somebody do what operators have done by threads of their own. */
    public void helpers(Supplier<Executor> newHelpers) {
        helpers = newHelpers;
    }

    @Override
    public Executor helpers(String name, int most) {
        return helpers == null ? Scheduler.super.helpers(name, most) : helpers.get();
    }

    @Override
    public boolean onEngineThread() {
        return stepping == Thread.currentThread();
    }

    /** What other threads would do. */
    private record Beside(BooleanSupplier work, LongSupplier nanosToWork) implements Unit {

        @Override
        public int doWork() {
            return work.getAsBoolean() ? 1 : 0;
        }

        @Override
        public long nanosToDeadline() {
            return nanosToWork.getAsLong();
        }

        @Override
        public boolean isDone() {
            return false;
        }

        @Override
        public boolean needsOwnThread() {
            return false;
        }

        @Override
        public double share() {
            return 0;
        }

        @Override
        public void runBy(Waker scheduler) {}

        @Override
        public void wake() {}

        @Override
        public String roleName() {
            return "others-0";
        }
    }

    /** Says on a level that nobody sees unless he wants to what the jobs of a simulation say: they are many, and meant to fail. */
    private static final class SimulatedLog implements Logger {

        static final Logger INSTANCE = new SimulatedLog();

        private final Logger logger = System.getLogger("io.millrace.simulation");

        private SimulatedLog() {}

        @Override
        public String getName() {
            return logger.getName();
        }

        @Override
        public boolean isLoggable(Level level) {
            return logger.isLoggable(Level.DEBUG);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            logger.log(Level.DEBUG, bundle, message, thrown);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            logger.log(Level.DEBUG, bundle, format, params);
        }
    }
}
