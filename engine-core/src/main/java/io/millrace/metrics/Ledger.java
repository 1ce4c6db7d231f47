package io.millrace.metrics;

import io.millrace.metrics.internal.TextTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where each event has gone that the current attempt at a job has taken in: emitted, dropped for a reason, gathered into
 * something else, on its way, or kept. An event of which nothing is known is a fault of the operator, or of the engine, and
 * {@link #check} names the place. {@link #toString()} is a table for people. Immutable.
 *
 * <p>Counters begin anew with each attempt. What an operator has kept in the snapshot that the attempt goes on from counts as
 * restored.
 *
 * @param job the name of the job
 * @param entries sources, operators, sinks, and what is sent between tasks, producers first
 * @param busy the tasks that did not say what they are at, since a function in them does not return: what is in them is in no
 *     entry
 */
public record Ledger(String job, List<LedgerEntry> entries, List<String> busy) {

    /** Copies the lists. */
    public Ledger {
        entries = List.copyOf(entries);
        busy = List.copyOf(busy);
    }

    /**
     * The entry of an operator, source or sink.
     *
     * @param operator its name
     * @return its entry
     * @throws IllegalArgumentException if there is none
     */
    public LedgerEntry of(String operator) {
        return entries.stream()
                .filter(entry -> entry.operator().equals(operator))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the ledger of job '" + job + "' has no '" + operator
                        + "'; it has "
                        + entries.stream()
                                .map(entry -> "'" + entry.operator() + "'")
                                .collect(Collectors.joining(", "))));
    }

    /**
     * What is not explained.
     *
     * @return each place and its numbers, in words; empty when every event has been found
     */
    public Optional<String> unexplained() {
        String faults =
                entries.stream().flatMap(entry -> entry.fault().stream()).collect(Collectors.joining("; "));
        return faults.isEmpty() ? Optional.empty() : Optional.of(faults);
    }

    /**
     * Checks that every event has been found.
     *
     * @return this ledger
     * @throws IllegalStateException if one has not: names the operator, and the numbers
     */
    public Ledger check() {
        unexplained().ifPresent(faults -> {
            throw new IllegalStateException("the ledger of job '" + job + "' does not balance: " + faults);
        });
        return this;
    }

    @Override
    public String toString() {
        TextTable table = TextTable.withNumbers(1, 3, "operator", "in", "out", "the rest");
        entries.forEach(entry -> table.row(entry.operator(), "" + entry.in(), "" + entry.out(), entry.rest()));
        StringBuilder text = new StringBuilder("ledger of " + job + "\n").append(table.text("  "));
        unexplained()
                .ifPresent(faults ->
                        text.append("  NOT EXPLAINED: ").append(faults).append('\n'));
        busy.forEach(task -> text.append("  no answer from ").append(task).append('\n'));
        return text.toString();
    }
}
