package io.millrace.runtime;

import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.time.Clock;
import java.util.List;

/** Who runs units: threads, or a simulation. */
public interface Scheduler {

    /** Takes units of one job over, and runs each until it is done. */
    void start(List<Unit> units);

    /** Interrupts whatever a unit with a thread of its own is blocked in. */
    void interrupt(Unit unit);

    /** Where the thread of a unit is, for people; empty when that is not known. */
    String whereabouts(Unit unit);

    Clock clock();

    /** The disk that jobs write to. */
    default Disk disk() {
        return FileDisk.INSTANCE;
    }

    /** Whether the calling thread runs units. */
    boolean onEngineThread();
}
