package io.millrace.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Where the events of one operator, source or sink have gone, or those that were sent to it by other tasks; over all its
 * tasks.
 *
 * @param operator its name, or what it is
 * @param kind what can be said of it
 * @param in the events taken in
 * @param restored the events that it had kept in the snapshot that the attempt goes on from; empty where nobody counts them
 * @param out the events emitted by its main output; of what was sent, the events taken in by whom it was sent to
 * @param aside the events emitted by other outputs, as far as somebody reads them
 * @param reasons what has become of events that were not emitted
 * @param kept the events that are still there, on the way between tasks too; empty where nobody counts them
 * @param fault what is wrong with it, in words, if anything is
 */
public record LedgerEntry(
        String operator,
        Kind kind,
        long in,
        OptionalLong restored,
        long out,
        long aside,
        Map<String, Long> reasons,
        OptionalLong kept,
        Optional<String> fault) {

    /** What can be said of an operator. */
    public enum Kind {
        /** Each event is emitted once, or there is a reason against it, or it is kept. */
        PASSES_ON,
        /** Each event has gone where a reason says, or is kept; results are other things. */
        GATHERS,
        /** What becomes of events is up to a function of the user's, or is not told: nothing follows from the numbers. */
        FREE,
        /** What was sent from task to task: it arrives, or is on its way. */
        SENT,
        /** What an operator has made of events, such as windows: each that was begun has ended, which counts as out, or is kept. */
        HELD
    }

    /** Copies the map. */
    public LedgerEntry {
        reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
    }

    /**
     * How many events there are of a reason.
     *
     * @param reason the reason, such as {@link Account#LATE}
     * @return how many, 0 where there is no such reason
     */
    public long reason(String reason) {
        return reasons.getOrDefault(reason, 0L);
    }

    /**
     * This and another instance of the operator together.
     *
     * @param other the other instance
     * @return the sums, and the faults of both
     */
    public LedgerEntry plus(LedgerEntry other) {
        Map<String, Long> sum = new LinkedHashMap<>(reasons);
        other.reasons.forEach((reason, events) -> sum.merge(reason, events, Long::sum));
        return new LedgerEntry(
                operator,
                kind,
                in + other.in,
                sum(restored, other.restored),
                out + other.out,
                aside + other.aside,
                sum,
                sum(kept, other.kept),
                Stream.of(fault, other.fault).flatMap(Optional::stream).reduce((one, another) -> one + "; " + another));
    }

    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(one.getAsLong() + other.getAsLong())
                : OptionalLong.empty();
    }

    /** What has become of events that are not in the main output, in words. */
    String rest() {
        StringBuilder text = new StringBuilder();
        reasons.forEach((reason, events) -> add(text, events, reason));
        add(text, aside, "by other outputs");
        add(text, kept, kind == Kind.SENT ? "on the way" : "kept");
        if (kind == Kind.FREE) {
            append(text, out + " out for " + in + " in");
        }
        add(text, restored, "restored, besides those in");
        return text.toString();
    }

    private static void add(StringBuilder text, OptionalLong events, String what) {
        if (events.isPresent()) {
            add(text, events.getAsLong(), what);
        } else {
            append(text, "some " + what);
        }
    }

    private static void add(StringBuilder text, long events, String what) {
        if (events != 0) {
            append(text, events + " " + what);
        }
    }

    private static void append(StringBuilder text, String part) {
        text.append(text.length() == 0 ? "" : ", ").append(part);
    }
}
