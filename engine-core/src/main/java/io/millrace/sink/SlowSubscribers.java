package io.millrace.sink;

import io.millrace.sink.PublisherSink.SlowSubscriberException;

/** What becomes of events that a subscriber of a {@link PublisherSink} has not asked for, when as many wait for it as may. */
public enum SlowSubscribers {
    /** The pipeline waits until the subscriber asks for more, or cancels; other subscribers wait with it. */
    HOLD_UP,
    /** What has waited longest for this subscriber is dropped, and counted. */
    DROP_OLDEST,
    /** What comes is dropped for this subscriber, and counted. */
    DROP_NEWEST,
    /** The subscriber gets an {@code onError} with a {@link SlowSubscriberException} in place of what waits for it, and nothing more. */
    CANCEL
}
