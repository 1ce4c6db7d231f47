package io.millrace.runtime;

import io.millrace.runtime.schedule.Scheduler;
import io.millrace.runtime.schedule.Unit;
import io.millrace.testing.ManualClock;
import io.millrace.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Leaves it to the test which unit steps when, and remembers whom it was to interrupt. */
final class ManualScheduler implements Scheduler {

    final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    final List<Unit> units = new ArrayList<>();
    final List<Unit> interrupted = new ArrayList<>();

    @Override
    public void start(List<Unit> newUnits) {
        newUnits.forEach(unit -> unit.runBy(() -> {}));
        units.addAll(newUnits);
    }

    @Override
    public void interrupt(Unit unit) {
        interrupted.add(unit);
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
    public boolean onEngineThread() {
        return false;
    }

    /** The unit of that name. */
    Unit unit(String name) {
        return units.stream()
                .filter(unit -> unit.roleName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Has a unit step until it finds nothing to do. */
    void exhaust(Unit unit) {
        while (unit.doWork() > 0) {}
    }

    /** Has all units step until none finds anything to do. */
    void exhaustAll() {
        boolean worked = true;
        while (worked) {
            worked = List.copyOf(units).stream().mapToInt(Unit::doWork).sum() > 0;
        }
    }
}
