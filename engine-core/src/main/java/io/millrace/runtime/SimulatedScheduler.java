package io.millrace.runtime;

import io.millrace.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs units on the calling thread, one step of one unit at a time, in an order that a seed decides: mostly at random,
 * sometimes the same unit many times in a row while all others wait.
 */
public final class SimulatedScheduler implements Scheduler {

    private static final int LONGEST_BURST = 32;

    private final Clock clock;
    private final SplittableRandom random;
    private final List<Unit> units = new ArrayList<>();
    private final List<Unit> candidates = new ArrayList<>();
    private Thread stepping;

    public SimulatedScheduler(Clock clock, SplittableRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void start(List<Unit> newUnits) {
        newUnits.forEach(unit -> unit.runBy(() -> {}));
        units.addAll(newUnits);
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
                .filter(unit -> !unit.isDone())
                .mapToLong(Unit::nanosToDeadline)
                .min()
                .orElse(Unit.NO_DEADLINE);
    }

    @Override
    public void interrupt(Unit unit) {}

    @Override
    public String whereabouts(Unit unit) {
        return "";
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public boolean onEngineThread() {
        return stepping == Thread.currentThread();
    }
}
