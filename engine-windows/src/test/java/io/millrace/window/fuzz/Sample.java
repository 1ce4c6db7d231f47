package io.millrace.window.fuzz;

import java.time.Instant;

/** An event that can hold no null but its user, so that functions of it fail for nothing that was read. */
record Sample(long number, int kind, double amount, boolean odd) {

    static Sample of(long number) {
        return new Sample(number, (int) (number * number % 7), number % 17 * 0.25, number % 2 == 1);
    }

    Instant time() {
        return Instant.ofEpochMilli(1_700_000_000_000L + number * 20);
    }

    String user() {
        return "user-" + number % 5;
    }
}
