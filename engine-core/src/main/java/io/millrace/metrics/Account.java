package io.millrace.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What has become of the events that an instance of an operator has taken in, those of the snapshot that it goes on from
 * included: the part of the {@link Ledger} that only the operator knows. Immutable.
 *
 * @param passesOn whether each event is emitted by the main output, once, unless there is a reason against it or it is kept;
 *     results of an operator that gathers are other things, which have no part in it
 * @param reasons why events have not been emitted, or what they have gone into, and how many in this attempt, in the order in
 *     which they were given
 * @param kept how many events are kept as of now, to be emitted or counted later; empty where it is more than none and nobody
 *     counts them
 */
public record Account(boolean passesOn, Map<String, Long> reasons, OptionalLong kept) {

    /** The reason of events that a condition did not let pass. */
    public static final String FILTERED = "filtered";

    /** The reason of events that came too late. */
    public static final String LATE = "late";

    /** The reason of events that were too far ahead of the clock. */
    public static final String AHEAD = "ahead";

    /** The reason of events that a function has failed on, and that were dropped, or that belong nowhere. */
    public static final String SKIPPED = "skipped";

    /** The reason of events that a function has failed on, and that were sent to the dead letters. */
    public static final String DEAD_LETTERS = "dead letters";

    /** Copies the map. */
    public Account {
        reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
        Objects.requireNonNull(kept, "kept");
    }

    /**
     * Of an operator that emits what it takes in: each event once, by its main output, unless there is a reason against it.
     *
     * @return one without reasons, of an operator that keeps nothing
     */
    public static Account passing() {
        return new Account(true, Map.of(), OptionalLong.of(0));
    }

    /**
     * Of an operator that makes other things of what it takes in: each event counts under one of the reasons, such as that it
     * is in a window.
     *
     * @return one without reasons, of an operator that keeps nothing
     */
    public static Account gathering() {
        return new Account(false, Map.of(), OptionalLong.of(0));
    }

    /**
     * Adds a reason.
     *
     * @param reason in words that may follow a number, such as "duplicates"
     * @param events how many there are of it in this attempt
     * @return the longer account
     */
    public Account with(String reason, long events) {
        Map<String, Long> longer = new LinkedHashMap<>(reasons);
        longer.merge(reason, events, Long::sum);
        return new Account(passesOn, longer, kept);
    }

    /**
     * Says how many events are kept.
     *
     * @param events how many, as of now
     * @return the changed account
     */
    public Account keeping(long events) {
        return new Account(passesOn, reasons, OptionalLong.of(events));
    }

    /**
     * Says that there are events which are kept, and that nobody counts them.
     *
     * @return the changed account
     */
    public Account keepingSome() {
        return new Account(passesOn, reasons, OptionalLong.empty());
    }

    /** How many events all reasons have together. */
    public long explained() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }
}
