package io.millrace.examples.fraud;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A rule has found something. The alert names the transaction that raised it, and has that transaction's time. */
public sealed interface Alert {

    /**
     * The rule.
     *
     * @return the rule
     */
    Rule rule();

    /**
     * The user in question.
     *
     * @return the user
     */
    String user();

    /**
     * The transaction that raised the alert.
     *
     * @return its id
     */
    String transaction();

    /**
     * The time of that transaction.
     *
     * @return the time
     */
    Instant time();

    /**
     * What is to be done.
     *
     * @return the actions, in the order of their declaration
     */
    default Set<Action> actions() {
        return rule().actions();
    }

    /**
     * A transaction of more than 1000.
     *
     * @param user who paid
     * @param transaction the id of the transaction
     * @param time when
     * @param amount how much
     */
    record HighValue(String user, String transaction, Instant time, BigDecimal amount) implements Alert {
        @Override
        public Rule rule() {
            return Rule.HIGH_VALUE;
        }
    }

    /**
     * Too many transactions in a window.
     *
     * @param user who paid
     * @param transaction the id of the one that was too many
     * @param time when
     * @param windowStart the start of the window
     * @param windowEnd its end, exclusive
     * @param count how many there were when the alert was raised
     */
    record HighVelocity(
            String user, String transaction, Instant time, Instant windowStart, Instant windowEnd, long count)
            implements Alert {
        @Override
        public Rule rule() {
            return Rule.HIGH_VELOCITY;
        }
    }

    /**
     * Several countries in a session.
     *
     * @param user who paid
     * @param transaction the id of the one that brought the second country
     * @param time when
     * @param windowStart the start of the session as known when the alert was raised
     * @param windowEnd its end, exclusive: the gap after its last transaction so far
     * @param countries the countries so far, sorted
     */
    record MultipleCountries(
            String user,
            String transaction,
            Instant time,
            Instant windowStart,
            Instant windowEnd,
            List<String> countries)
            implements Alert {

        /** Takes a copy. */
        public MultipleCountries {
            countries = List.copyOf(countries);
        }

        @Override
        public Rule rule() {
            return Rule.MULTIPLE_COUNTRIES;
        }
    }
}
