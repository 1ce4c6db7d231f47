package io.millrace.runtime.task;

import io.millrace.edge.StepBudget;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.schedule.Unit;
import java.util.List;
import java.util.function.Predicate;

/** Calls the stages of a task for whom a time has come, or who have been woken. Confined to the thread of the task. */
final class Firing {

    private final List<Stage> stages;
    private final Alarms alarms;
    private final ProcessingTime processingTime;
    private final StepBudget budget;
    private final JobContext job;
    private final JobControl control;

    /** The stage that was called and is not done. */
    private Stage fired;

    private boolean firedLast;

    /** The stage that is looked at first: one that had to wait, or the first of all. */
    private int turn;

    Firing(List<Stage> stages, TaskResources task) {
        this.stages = stages;
        alarms = task.alarms();
        processingTime = task.processingTime();
        budget = task.budget();
        job = task.environment().job();
        control = task.environment().control();
    }

    /** Whether a stage was called since this was asked last: input is asked for in between. */
    boolean takeFiredLast() {
        boolean taken = firedLast;
        firedLast = false;
        return taken;
    }

    /** Whether a stage was called that is not done. */
    boolean isCalling() {
        return fired != null;
    }

    /** Calls a stage, if one is due; returns whether it did. */
    boolean fireDue() {
        if (!alarms.mayRing() || !control.phase().isOpen()) {
            return false;
        }
        long nanos = job.clock().nanos();
        long now = processingTime.millis(nanos);
        Stage due = alarms.rings(now, nanos) ? firstDue(now, nanos) : null;
        firedLast = due != null;
        if (due != null && job.settings().measuresLatency()) {
            budget.ingestedNanos(nanos);
        }
        if (due != null && !due.alarm(now)) {
            fired = due;
        }
        return due != null;
    }

    /** Looks at all alarms. Those that have rung have their turn one after the other, however often the first rings meanwhile. */
    private Stage firstDue(long now, long nanos) {
        Stage first = null;
        int behind = 0;
        for (int i = 0; i < stages.size(); i++) {
            int at = (turn + i) % stages.size();
            Stage stage = stages.get(at);
            if (alarms.looksAt(stage.context().alarm(), now, nanos)) {
                if (first == null) {
                    first = stage;
                } else if (behind == 0) {
                    behind = at;
                    alarms.ringAgain();
                }
            }
        }
        turn = behind;
        return first;
    }

    /** Whether a stage of some kind has something to be told. */
    boolean isDue(Predicate<Stage> kind) {
        long nanos = job.clock().nanos();
        long now = processingTime.millis(nanos);
        return stages.stream()
                .filter(kind)
                .map(stage -> stage.context().alarm())
                .anyMatch(alarm -> alarm.isDue() || alarm.nanosLeft(now, nanos) == 0);
    }

    /** What processing time began is gone on with from its stage: those above know nothing of it. */
    boolean resume() {
        if (fired != null && !fired.resume()) {
            return false;
        }
        fired = null;
        return true;
    }

    /** Nanoseconds until a stage that waits is called; of what is due, only that helps then. */
    long nanosToResume() {
        long nanos = job.clock().nanos();
        long now = processingTime.millis(nanos);
        return stages.stream()
                .filter(Stage::isWaiting)
                .mapToLong(stage -> stage.context().alarm().nanosLeft(now, nanos))
                .min()
                .orElse(Unit.NO_DEADLINE);
    }
}
