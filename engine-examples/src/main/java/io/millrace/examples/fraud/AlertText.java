package io.millrace.examples.fraud;

import io.millrace.examples.fraud.Alert.HighValue;
import io.millrace.examples.fraud.Alert.HighVelocity;
import io.millrace.examples.fraud.Alert.MultipleCountries;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Alerts for people. */
final class AlertText {

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private AlertText() {}

    /** One line. */
    static String of(Alert alert) {
        String actions = alert.actions().stream().map(Action::text).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s  %-18s  user %-6s  transaction %-8s  %s -> %s",
                alert.time(),
                alert.rule(),
                alert.user(),
                alert.transaction(),
                finding(alert),
                actions);
    }

    static String minutes(Instant time) {
        return MINUTES.format(time);
    }

    private static String finding(Alert alert) {
        if (alert instanceof HighValue found) {
            return "amount " + found.amount().toPlainString();
        }
        if (alert instanceof HighVelocity found) {
            return found.count() + " transactions in " + minutes(found.windowStart()) + "-"
                    + minutes(found.windowEnd());
        }
        return "countries " + String.join(", ", ((MultipleCountries) alert).countries());
    }
}
