package io.millrace.examples.pictures;

import io.millrace.window.WindowResult;

/**
 * A result and when it came.
 *
 * @param arrival the event at which it came; their number for what came at the end of the stream
 * @param result the result
 */
record Told(int arrival, WindowResult<String, Long> result) {

    /** Where the window starts, in seconds. */
    double start() {
        return result.start().toEpochMilli() / 1000.0;
    }

    /** Where the window ends, in seconds. */
    double end() {
        return result.end().toEpochMilli() / 1000.0;
    }

    String value() {
        return result.value().toString();
    }
}
