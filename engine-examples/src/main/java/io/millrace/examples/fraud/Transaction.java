package io.millrace.examples.fraud;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * A payment.
 *
 * @param id unique
 * @param user who paid
 * @param amount how much, with the decimals that it was given with
 * @param country where
 * @param time when
 */
public record Transaction(String id, String user, BigDecimal amount, String country, Instant time) {

    /** Checks that nothing is null. */
    public Transaction {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(country, "country");
        Objects.requireNonNull(time, "time");
    }
}
