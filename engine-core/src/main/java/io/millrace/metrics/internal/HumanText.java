package io.millrace.metrics.internal;

import io.millrace.state.time.Times;
import io.millrace.time.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times and amounts for people. */
public final class HumanText {

    private static final long[] UNITS = {86_400, 3_600, 60, 1};
    private static final String[] UNIT_NAMES = {"d", "h", "min", "s"};

    private HumanText() {}

    /** At most two units: "1 h 5 min", "2.5 s", "40 ms". */
    public static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return Times.millis(duration) + " ms";
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return seconds(duration) + " s";
        }
        List<String> parts = new ArrayList<>();
        long left = duration.toSeconds();
        for (int i = 0; i < UNITS.length && parts.size() < 2; i++) {
            long amount = left / UNITS[i];
            left %= UNITS[i];
            if (amount > 0) {
                parts.add(amount + " " + UNIT_NAMES[i]);
            } else if (!parts.isEmpty()) {
                break;
            }
        }
        return String.join(" ", parts);
    }

    /** As {@link #duration}, and microseconds where they count: "250 us", "12.5 ms". */
    public static String fine(Duration duration) {
        long micros = Times.nanos(duration) / 1_000;
        if (micros < 1_000) {
            return micros + " us";
        }
        return micros < 100_000 ? String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0) : duration(duration);
    }

    /** A share from 0 to 1: "97 %". */
    public static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    /** Events a second: "1234", "2.5". */
    public static String rate(double perSecond) {
        return Math.abs(perSecond) >= 100 || perSecond == 0
                ? Long.toString(Math.round(perSecond))
                : String.format(Locale.ROOT, "%.1f", perSecond);
    }

    private static String seconds(Duration duration) {
        String millis = String.format(Locale.ROOT, "%03d", duration.toMillisPart());
        String fraction = millis.replaceAll("0+$", "");
        return duration.toSeconds() + (fraction.isEmpty() ? "" : "." + fraction);
    }

    /** "since 2024-01-01T00:00:00Z, for 5 s". */
    public static String since(Instant since, Instant now) {
        return "since " + since + ", for " + duration(Duration.between(since, now));
    }

    /** "2024-01-01T00:00:00Z, 5 s ago". */
    public static String ago(Instant then, Instant now) {
        return then + ", " + duration(Duration.between(then, now)) + " ago";
    }

    public static String time(long timestamp) {
        return EventTime.text(timestamp);
    }

    public static String count(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
