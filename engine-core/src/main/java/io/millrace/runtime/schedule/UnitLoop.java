package io.millrace.runtime.schedule;

/** Runs one unit until it is done, on the thread of whoever calls. */
public final class UnitLoop implements Runnable {

    private final Unit unit;
    private final ParkingIdle idle;

    /** A loop for the unit, which is told who runs it. */
    public UnitLoop(Unit unit) {
        this.unit = unit;
        idle = new ParkingIdle(ParkingIdle.A_LITTLE, unit::nanosToDeadline);
        unit.runBy(idle);
    }

    @Override
    public void run() {
        while (!unit.isDone()) {
            idle.idle(unit.doWork());
            // An interrupt is for the function that the unit is blocked in.
            Thread.interrupted();
        }
    }
}
