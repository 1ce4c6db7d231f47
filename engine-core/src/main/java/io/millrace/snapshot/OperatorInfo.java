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
}
