package io.millrace.window.golden;

import java.time.Instant;

/** What the events are. Its form is in the snapshots: components may be added, and that is a test. */
record Trade(long number, String user, double amount, Kind kind, Instant time) {

    enum Kind {
        BUY,
        SELL
    }

    static Trade of(long number) {
        String user = "user-" + number * number % 11;
        return new Trade(
                number,
                user,
                number % 17 * 0.25,
                number % 3 == 0 ? Kind.SELL : Kind.BUY,
                Instant.ofEpochMilli(1_700_000_000_000L + number * 20));
    }
}
