package io.millrace.operator;

import io.millrace.metrics.internal.UserFrames;
import io.millrace.state.log.SafeText;
import io.millrace.time.EventTime;
import java.util.Objects;

/**
 * User code failed. The message names the operator, the event, its key and its time; the cause is what was thrown; and
 * the stack trace begins with the user's own frame.
 */
public final class OperatorException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int LONGEST_EVENT_TEXT = 500;

    private final String operator;
    private final boolean aboutEvent;

    /**
     * An exception about one event.
     *
     * @param operator the name of the operator
     * @param key the event's key, or null
     * @param event the event, or null
     * @param timestamp its timestamp, or {@link EventTime#NONE}
     * @param cause what was thrown
     */
    public OperatorException(String operator, Object key, Object event, long timestamp, Throwable cause) {
        super(message(operator, key, event, timestamp, cause), cause);
        this.operator = operator;
        aboutEvent = event != null;
        setStackTrace(UserFrames.from(traceOf(cause)));
    }

    /**
     * The operator that failed.
     *
     * @return its name
     */
    public String operator() {
        return operator;
    }

    /**
     * Whether a certain event made the operator fail, which the message tells.
     *
     * @return false when it failed without one, while opening, say
     */
    public boolean isAboutEvent() {
        return aboutEvent;
    }

    private static String message(String operator, Object key, Object event, long timestamp, Throwable cause) {
        StringBuilder text = new StringBuilder("operator '").append(operator).append("' failed");
        if (event != null) {
            text.append(" on ").append(shortened(event));
        }
        if (key != null) {
            text.append(", key ").append(shortened(key));
        }
        if (timestamp != EventTime.NONE) {
            text.append(", event time ").append(EventTime.text(timestamp));
        }
        return text.append(": ").append(SafeText.of(cause)).toString();
    }

    private static String shortened(Object value) {
        String line = SafeText.of(value).replace("\r", "\\r").replace("\n", "\\n");
        return line.length() <= LONGEST_EVENT_TEXT ? line : line.substring(0, LONGEST_EVENT_TEXT) + "...";
    }

    private static StackTraceElement[] traceOf(Throwable cause) {
        try {
            return Objects.requireNonNull(cause.getStackTrace());
        } catch (Throwable e) {
            return new StackTraceElement[0];
        }
    }
}
