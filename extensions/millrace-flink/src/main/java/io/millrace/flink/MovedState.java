package io.millrace.flink;

import io.millrace.host.HostedTask;
import io.millrace.host.PlannedTask;
import java.util.List;
import java.util.Set;

/** Flink gives a task what tasks of its name had. Operators that were among them and are elsewhere now would begin with nothing. */
final class MovedState {

    private MovedState() {}

    static void check(PlannedTask task, List<byte[]> parts) {
        Set<String> moved = HostedTask.moved(task, parts);
        if (!moved.isEmpty()) {
            throw new IllegalStateException("the checkpoint has state of " + moved + " in task '" + task.name()
                    + "', where they are not any more, and on Flink it does not go along: have them in that task again, with no"
                    + " rebalance(), and no other parallelism, before them");
        }
    }
}
