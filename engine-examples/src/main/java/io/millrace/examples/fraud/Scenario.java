package io.millrace.examples.fraud;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Five transactions that raise one alert of each rule. */
final class Scenario {

    static final List<Transaction> TRANSACTIONS = List.of(
            transaction("T1", "U1", 50, "US", "10:00"),
            transaction("T2", "U1", 30, "US", "10:01"),
            transaction("T3", "U1", 40, "US", "10:02"),
            transaction("T4", "U1", 20, "UK", "10:03"),
            transaction("T5", "U2", 1500, "US", "10:04"));

    private Scenario() {}

    private static Transaction transaction(String id, String user, long amount, String country, String time) {
        Instant instant = Instant.parse("2024-01-15T" + time + ":00Z");
        return new Transaction(id, user, BigDecimal.valueOf(amount), country, instant);
    }
}
