package io.millrace.flink;

import io.millrace.host.HostedTask;
import io.millrace.host.Plan;
import io.millrace.host.PlannedTask;
import java.util.Set;

/**
 * Flink gives a task what tasks of its name had, and operators what {@link StateKeeper}s have kept for them. Those that have no name of their own, and are elsewhere now, would
 * begin with nothing.
 */
final class MovedState {

    private MovedState() {}

    static void check(Plan plan, PlannedTask task, Iterable<byte[]> kept) {
        Set<String> moved = HostedTask.moved(task, kept);
        plan.tasks().forEach(each -> StateKeeper.nodesOf(each).forEach(moved::remove));
        if (!moved.isEmpty()) {
            throw new IllegalStateException("the checkpoint has state of " + moved + " in task '" + task.name()
                    + "', where they are not any more, and on Flink it does not go along: have them in that task again, with no"
                    + " rebalance(), and no other parallelism, before them");
        }
    }
}
