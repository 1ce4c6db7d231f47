package io.millrace.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * @param held what the operator has made of events and keeps in its state, if it counts that
 */
public record Account(boolean passesOn, Map<String, Long> reasons, OptionalLong kept, Optional<Held> held) {

    /**
     * What an operator has made of events and keeps until its time is over, such as the windows of keys: each that was begun
     * has ended or is kept, which finds those that are lost with all events in them. How many events are in each is nobody's
     * to tell: one that an aggregate forgets is not found. Numbers are those of the instance.
     *
     * @param what in words for many, such as "windows"
     * @param begun how many were begun in this attempt
     * @param ended how many have ended in this attempt as they were to, those of the snapshot that it goes on from included
     * @param kept how many there are as of now: not the difference, but what the state says
     */
    public record Held(String what, long begun, long ended, long kept) {

        /** Checks that it has a name. */
        public Held {
            Objects.requireNonNull(what, "what");
        }
    }

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
        Objects.requireNonNull(held, "held");
    }

    /**
     * Of an operator that emits what it takes in: each event once, by its main output, unless there is a reason against it.
     *
     * @return one without reasons, of an operator that keeps nothing
     */
    public static Account passing() {
        return new Account(true, Map.of(), OptionalLong.of(0), Optional.empty());
    }

    /**
     * Of an operator that makes other things of what it takes in: each event counts under one of the reasons, such as that it
     * is in a window.
     *
     * @return one without reasons, of an operator that keeps nothing
     */
    public static Account gathering() {
        return new Account(false, Map.of(), OptionalLong.of(0), Optional.empty());
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
        return new Account(passesOn, longer, kept, held);
    }

    /**
     * Says how many events are kept.
     *
     * @param events how many, as of now
     * @return the changed account
     */
    public Account keeping(long events) {
        return new Account(passesOn, reasons, OptionalLong.of(events), held);
    }

    /**
     * Says that there are events which are kept, and that nobody counts them.
     *
     * @return the changed account
     */
    public Account keepingSome() {
        return new Account(passesOn, reasons, OptionalLong.empty(), held);
    }

    /**
     * Says what has been made of events and is kept in state: a balance of its own besides that of events.
     *
     * @param state what, and how many
     * @return the changed account
     */
    public Account holding(Held state) {
        return new Account(passesOn, reasons, kept, Optional.of(state));
    }

    /** How many events all reasons have together. */
    public long explained() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }
}
