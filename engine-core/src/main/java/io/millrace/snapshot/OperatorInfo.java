package io.millrace.snapshot;

import java.util.List;

/**
 * What a snapshot has of an operator, source or sink.
 *
 * @param name its name; one that begins with {@code ~} belongs to a node without a name
 * @param parallelism how many instances there were
 * @param ended whether all of them had seen the end of their input
 * @param states those that are not empty, by name
 */
public record OperatorInfo(String name, int parallelism, boolean ended, List<StateInfo> states) {

    /** Copies the list. */
    public OperatorInfo {
        states = List.copyOf(states);
    }

    /**
     * How much there is of it.
     *
     * @return the bytes of all its states
     */
    public long bytes() {
        return states.stream().mapToLong(StateInfo::bytes).sum();
    }

    /**
     * What a snapshot has of one state, over all tasks.
     *
     * @param name its name within the operator; what the engine keeps for itself is listed under names of its own
     * @param kind what it is
     * @param keyForm how its keys were written, see {@link io.millrace.state.serde.Serde#form}; empty when it has none
     * @param elementForm how the keys of its maps were written; empty when it has none
     * @param valueForm how its values were written
     * @param entries how many values, elements of lists or maps, or timers there are
     * @param bytes how long they and their keys are as they are written
     */
    public record StateInfo(
            String name, Kind kind, String keyForm, String elementForm, String valueForm, long entries, long bytes) {

        /** What a state is. */
        public enum Kind {
            /** A value per key. */
            VALUE,
            /** A list per key. */
            LIST,
            /** A map per key. */
            MAP,
            /** A timer per key. */
            TIMER,
            /** How far each key group has come. */
            PROGRESS,
            /** What a host of tasks keeps in a store of its own, by key: not in the snapshot. */
            STORED,
            /** What is not keyed: elements of operator state, the position of a source, what a sink has prepared. */
            UNKEYED
        }
    }
}
