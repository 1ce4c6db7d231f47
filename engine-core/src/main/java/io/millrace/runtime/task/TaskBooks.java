package io.millrace.runtime.task;

import io.millrace.metrics.Account;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What has become of the rows of a task, as it says between two steps. Immutable, so that whoever asked may look at it on
 * another thread.
 *
 * @param task which one
 * @param source what has been read, if it is the task of a source
 * @param stages what has become of the rows that have come to its operators, by their nodes, the one first that its input
 *     goes to; of those that have begun
 * @param sent how many rows have been sent to each task
 */
public record TaskBooks(
        ObservedTask task, Optional<Flow> source, Map<Integer, Flow> stages, Map<ObservedTask, Long> sent) {

    /**
     * What has become of rows.
     *
     * @param in how many have come
     * @param out how many have left by the main output
     * @param aside how many have left by others
     * @param restored how many were kept at the beginning; empty where nobody has counted them
     * @param heldBefore how much of what has been made of events was held at the beginning
     * @param account what the operator says, if it does
     * @param counted what it counts, where it does not
     * @param settled whether it is between two calls, with all that it has emitted handed over
     * @param lost what is wrong, in words, if anything is
     */
    public record Flow(
            long in,
            long out,
            long aside,
            OptionalLong restored,
            long heldBefore,
            Optional<Account> account,
            Map<String, Long> counted,
            boolean settled,
            Optional<String> lost) {}
}
