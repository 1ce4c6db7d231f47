package io.millrace.host;

import io.millrace.graph.Node.Input;
import io.millrace.operator.Batch;
import io.millrace.runtime.task.OperatorTask;
import io.millrace.runtime.task.Task;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import java.util.BitSet;

/** The inputs of a hosted task, none for one that reads a source: what may come by them, and which have ended. */
final class HostedInputs {

    private final String name;
    private final Task task;
    private final int parallelism;
    private final int inputs;
    private final BitSet keyed = new BitSet();
    private final BitSet ended = new BitSet();

    /** By input; null where nothing is packed. */
    private final RowPacker<?>[] packers;

    /** Null where no input is by key. */
    private final KeyGroupRange groups;

    HostedInputs(String name, Task task, PlannedTask planned, int subtask) {
        this.name = name;
        this.task = task;
        parallelism = planned.parallelism();
        inputs = (int) planned.head().inputs().stream()
                .mapToInt(Input::ordinal)
                .distinct()
                .count();
        packers = new RowPacker<?>[inputs];
        planned.head()
                .inputs()
                .forEach(input -> packers[input.ordinal()] =
                        MadeTask.packer(planned.plan().planner().combiner(input)));
        planned.inputs().stream().filter(PlannedEdge::isByKey).forEach(edge -> keyed.set(edge.input()));
        groups = keyed.isEmpty() ? null : KeyGroups.rangeOf(subtask, parallelism);
    }

    /** The task as one that has the input. */
    OperatorTask taking(int input) {
        if (!(task instanceof OperatorTask operators)) {
            throw new IllegalStateException("task " + name + " reads a source, and has no inputs: poll it");
        }
        if (input < 0 || input >= inputs) {
            throw new IllegalArgumentException("task " + name + " has no input " + input + " but " + inputs);
        }
        return operators;
    }

    void checkNeedsNoHash(int input) {
        taking(input);
        if (keyed.get(input)) {
            throw new IllegalArgumentException("input " + input + " of task " + name
                    + " is by key: give each row with the hash that it has left the task before it with");
        }
    }

    /** Rows have to be of the task's key groups where the input is by key. */
    void checkRoute(int input, Batch<Object> rows) {
        if (!keyed.get(input)) {
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            if (packers[input] == null && rows.value(i) instanceof PackedRow) {
                throw new IllegalArgumentException("events that were put together have come by input " + input
                        + " of task " + name + ", which takes them one by one" + RowPacker.FROM_ANOTHER_VERSION);
            }
            int group = KeyGroups.groupOf(rows.hash(i));
            if (group < groups.first() || group > groups.last()) {
                throw new IllegalArgumentException("a row of key group " + group + " has come to task " + name
                        + ", which has the groups " + groups + ": it belongs to subtask "
                        + KeyGroups.taskOf(group, parallelism) + ", as KeyGroups.taskOf says");
            }
        }
    }

    /** What senders have packed is as it was. */
    void unpack(int input, Batch<Object> rows) {
        if (packers[input] != null) {
            packers[input].unpack(rows);
        }
    }

    /** Returns whether the input ends now, and has not before. */
    boolean end(int input) {
        boolean first = !ended.get(input);
        ended.set(input);
        return first;
    }
}
