package io.millrace.runtime.schedule;

import io.millrace.edge.Waker;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Runs units in turn on one thread, and ends when it is told to and has none left; a dedicated worker is told so from
 * the beginning, and ends with its one unit.
 */
final class Worker implements Waker, Runnable {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final String name;
    private final Queue<Unit> arrivals = new ConcurrentLinkedQueue<>();
    private final List<Unit> units = new ArrayList<>();
    private final ParkingIdle idle;
    private final Set<Unit> owned = ConcurrentHashMap.newKeySet();

    /** The unit whose step is under way. Who takes it away runs everything else from then on. */
    private final AtomicReference<Unit> stepping = new AtomicReference<>();

    /** Those who run one unit each that was set aside: they are woken through this worker, as the unit always was. */
    private volatile ParkingIdle[] strays = {};

    private volatile boolean ending;

    Worker(String name) {
        this(name, ParkingIdle.A_LITTLE);
    }

    /** @param mostSpins rounds without work before it parks */
    Worker(String name, long mostSpins) {
        this.name = name;
        idle = new ParkingIdle(mostSpins, this::nanosToDeadline);
    }

    @Override
    public void run() {
        Unit strayed = null;
        while (strayed == null && !ended()) {
            int work = takeArrivals();
            for (int i = 0; i < units.size() && strayed == null; i++) {
                Unit unit = units.get(i);
                stepping.setRelease(unit);
                work += step(unit);
                if (!stepping.compareAndSet(unit, null)) {
                    strayed = unit;
                }
            }
            if (strayed == null) {
                rest(work);
            }
        }
        if (strayed != null) {
            runAlone(strayed);
        }
    }

    private void runAlone(Unit unit) {
        ParkingIdle alone = new ParkingIdle(ParkingIdle.A_LITTLE, () -> nanosToDeadline(unit));
        changeStrays(with -> with.add(alone));
        while (!unit.isDone()) {
            alone.idle(step(unit));
            Thread.interrupted();
        }
        changeStrays(with -> with.remove(alone));
    }

    private synchronized void changeStrays(Consumer<List<ParkingIdle>> change) {
        List<ParkingIdle> changed = new ArrayList<>(List.of(strays));
        change.accept(changed);
        strays = changed.toArray(ParkingIdle[]::new);
    }

    private void rest(int work) {
        if (work > 0) {
            removeDone();
        }
        idle.idle(work);
        // An interrupt is for the function that a unit is blocked in, not for the worker.
        Thread.interrupted();
    }

    private void removeDone() {
        if (units.removeIf(Unit::isDone)) {
            owned.removeIf(Unit::isDone);
        }
    }

    /**
     * From any thread: takes away the unit whose step is under way, if any. The thread that is in it runs only that unit
     * from now on, and another has to {@link #run} the worker.
     *
     * @return that unit, or null
     */
    Unit setAside() {
        Unit unit = stepping.get();
        if (unit == null || !stepping.compareAndSet(unit, null)) {
            return null;
        }
        units.remove(unit);
        owned.remove(unit);
        // Those that were done before it in the same turn: nobody has looked since.
        removeDone();
        idle.reset();
        return unit;
    }

    private boolean ended() {
        return ending && units.isEmpty() && arrivals.isEmpty();
    }

    /** From any thread: no more units will come. */
    void end() {
        ending = true;
        wake();
    }

    /** From any thread: counts a unit that will be assigned. */
    void reserve(Unit unit) {
        owned.add(unit);
    }

    /** From any thread: a unit that was reserved will not be assigned. */
    void forget(Unit unit) {
        owned.remove(unit);
    }

    /** From any thread: how many nodes' worth of units it has. */
    double load() {
        double load = 0;
        for (Unit unit : owned) {
            load += unit.share();
        }
        return load;
    }

    /** From any thread: whether it runs the unit, or will. */
    boolean owns(Unit unit) {
        return owned.contains(unit);
    }

    /** From any thread: whether a step of the unit is under way. */
    boolean isIn(Unit unit) {
        return stepping.get() == unit;
    }

    /** From any thread: whether one of these that are not done waits for its turn, or has it. */
    boolean ownsAny(Set<Unit> asked) {
        return owned.stream().anyMatch(unit -> !unit.isDone() && asked.contains(unit));
    }

    /** From any thread. */
    void assign(Unit unit) {
        arrivals.add(unit);
        wake();
    }

    /** Who runs alone is in {@link #strays} before it looks for work last, and the first wake-up has a fence. */
    @Override
    public void wake() {
        idle.wake();
        for (ParkingIdle stray : strays) {
            stray.wake();
        }
    }

    /**
     * A unit tells its job what fails. What it throws nevertheless, for want of memory, say, is not to end the others.
     */
    private static int step(Unit unit) {
        try {
            return unit.doWork();
        } catch (Throwable e) {
            LOG.log(Logger.Level.ERROR, "a step of " + unit + " failed beyond what its job could be told", e);
            return 1;
        }
    }

    private int takeArrivals() {
        int taken = 0;
        for (Unit unit = arrivals.poll(); unit != null; unit = arrivals.poll()) {
            units.add(unit);
            taken++;
        }
        return taken;
    }

    private long nanosToDeadline() {
        long nanos = Unit.NO_DEADLINE;
        for (int i = 0; i < units.size(); i++) {
            nanos = Math.min(nanos, nanosToDeadline(units.get(i)));
        }
        return nanos;
    }

    private static long nanosToDeadline(Unit unit) {
        return Math.min(unit.nanosToDeadline(), unit.nanosToShed());
    }

    String roleName() {
        return name;
    }
}
