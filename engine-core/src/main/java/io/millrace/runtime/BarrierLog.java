package io.millrace.runtime;

/** Counts the tasks that have passed the newest barrier on. Thread-safe. */
final class BarrierLog {

    private long newest = Execution.NO_BARRIER;
    private int tasks;

    synchronized void passed(long snapshot) {
        if (snapshot > newest) {
            newest = snapshot;
            tasks = 0;
        }
        if (snapshot == newest) {
            tasks++;
        }
    }

    synchronized int tasksPast(long snapshot) {
        return snapshot == newest ? tasks : 0;
    }
}
