package io.millrace.benchmarks.peers.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import io.millrace.benchmarks.rival.Due;
import io.millrace.benchmarks.rival.Schedule;

/** Emits events when they are due. */
final class ScheduleP extends AbstractProcessor {

    private final Schedule schedule;
    private long index;
    private Due pending;

    ScheduleP(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public boolean complete() {
        if (pending != null && !tryEmit(pending)) {
            return false;
        }
        pending = null;
        long now = System.nanoTime();
        while (index < schedule.events() && schedule.dueNanos(index) - now <= 0) {
            pending = schedule.event(index);
            index++;
            if (!tryEmit(pending)) {
                return false;
            }
        }
        pending = null;
        return index == schedule.events();
    }
}
