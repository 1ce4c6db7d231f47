package io.millrace.sink;

/** A subscriber has not asked for events for so long that it has been given up, as {@link SlowSubscribers#CANCEL} says. */
public final class SlowSubscriberException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SlowSubscriberException(String message) {
        super(message);
    }
}
