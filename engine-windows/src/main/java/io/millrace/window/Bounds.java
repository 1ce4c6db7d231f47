package io.millrace.window;

import io.millrace.time.EventTime;
import java.time.Duration;
import java.util.Objects;

/** Checks of what is said of windows. */
final class Bounds {

    private Bounds() {}

    static long millis(String what, Duration duration) {
        return EventTime.millis(Objects.requireNonNull(duration, what + " must not be null"));
    }

    /** The milliseconds of a duration that has any. */
    static long positive(String what, Duration duration) {
        return positive(what, millis(what, duration), duration);
    }

    static long positive(String what, long millis) {
        return positive(what, millis, Duration.ofMillis(millis));
    }

    private static long positive(String what, long millis, Duration given) {
        if (millis < 1) {
            throw new IllegalArgumentException(what + " must be at least a millisecond, but is " + given);
        }
        return millis;
    }

    static void offset(String kind, String name, long period, long offset) {
        if (offset <= -period || offset >= period) {
            throw new IllegalArgumentException("the offset of a " + kind + " must be less than its " + name + ", "
                    + Duration.ofMillis(period) + ", in either direction, but is " + Duration.ofMillis(offset));
        }
    }

    static void atLeastOne(String what, long events) {
        if (events < 1) {
            throw new IllegalArgumentException(what + " must be at least one event, but is " + events);
        }
    }
}
