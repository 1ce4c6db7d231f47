package io.millrace.operator;

import io.millrace.state.log.SafeText;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that an operator could not process; see {@link Errors#deadLetter()}.
 *
 * @param operator the name of the operator
 * @param event the event's text
 * @param error what was thrown: its class and message
 * @param time the event's timestamp, if it had one
 */
public record DeadLetter(String operator, String event, String error, Optional<Instant> time) {

    /** The side output of an operator that dead letters are emitted to. */
    public static final String OUTPUT = "dead letters";

    static DeadLetter of(TaskContext context, Throwable error, Object event, long timestamp) {
        return new DeadLetter(
                context.operator(),
                SafeText.of(event),
                SafeText.of(error),
                timestamp == EventTime.NONE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(timestamp)));
    }

    /**
     * All of it in one line, whatever the texts contain: tabs between operator, time (or nothing), error and event, and
     * backslashes before what would be read as a tab or the end of a line.
     */
    @Override
    public String toString() {
        return oneLine(operator)
                + '\t'
                + time.map(Instant::toString).orElse("")
                + '\t'
                + oneLine(error)
                + '\t'
                + oneLine(event);
    }

    private static String oneLine(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
