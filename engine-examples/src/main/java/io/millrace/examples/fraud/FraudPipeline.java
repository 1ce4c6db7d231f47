package io.millrace.examples.fraud;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.distinct;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.examples.fraud.Alert.HighValue;
import io.millrace.examples.fraud.Alert.HighVelocity;
import io.millrace.examples.fraud.Alert.MultipleCountries;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.RaisedResults;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;

/** The three rules as a graph: from any stream of transactions to alerts, each raised as soon as its rule is broken. */
public final class FraudPipeline {

    private static final BigDecimal HIGH_VALUE = BigDecimal.valueOf(1000);
    private static final Duration VELOCITY_WINDOW = Duration.ofMinutes(5);
    private static final long VELOCITY_LIMIT = 3;
    private static final Duration SESSION_GAP = Duration.ofHours(1);

    private FraudPipeline() {}

    /**
     * Adds the rules to a pipeline.
     *
     * @param transactions the transactions, from any source
     * @param outOfOrderness how far transactions may be behind the newest one without being late
     * @return what the rules find
     */
    public static Findings detect(EventStream<Transaction> transactions, Duration outOfOrderness) {
        EventStream<Transaction> timed = transactions
                .typed(Transaction.class)
                .timestamps(Transaction::time, Watermarks.boundedOutOfOrderness(outOfOrderness));
        KeyedStream<String, Transaction> byUser = timed.keyBy(Transaction::user);

        EventStream<Alert> highValue = timed.filter(
                        transaction -> transaction.amount().compareTo(HIGH_VALUE) > 0)
                .map(FraudPipeline::highValue);

        RaisedResults<Transaction, Alert> bursts = byUser.window(Windows.tumbling(VELOCITY_WINDOW))
                .aggregate(
                        "velocity",
                        count(),
                        Emit.whenFirst(count -> count > VELOCITY_LIMIT),
                        FraudPipeline::highVelocity);

        RaisedResults<Transaction, Alert> journeys = byUser.window(Windows.session(SESSION_GAP))
                .aggregate(
                        "countries",
                        distinct(Transaction::country),
                        Emit.whenFirst(countries -> countries.size() > 1),
                        FraudPipeline::multipleCountries);

        return new Findings(highValue.merge(bursts).merge(journeys), bursts, journeys);
    }

    private static Alert highValue(Transaction raising) {
        return new HighValue(raising.user(), raising.id(), raising.time(), raising.amount());
    }

    private static Alert highVelocity(WindowResult<String, Long> window, Transaction raising) {
        return new HighVelocity(
                window.key(), raising.id(), raising.time(), window.start(), window.end(), window.value());
    }

    private static Alert multipleCountries(WindowResult<String, Set<String>> session, Transaction raising) {
        return new MultipleCountries(
                session.key(),
                raising.id(),
                raising.time(),
                session.start(),
                session.end(),
                session.value().stream().sorted().toList());
    }

    /**
     * What the rules find.
     *
     * @param alerts the alerts
     * @param bursts those of the rule about velocity
     * @param journeys those of the rule about countries
     */
    public record Findings(
            EventStream<Alert> alerts,
            RaisedResults<Transaction, Alert> bursts,
            RaisedResults<Transaction, Alert> journeys) {

        /**
         * The transactions that came too late for a rule; too late for two rules is twice in here.
         *
         * @return the late transactions, with the rule that did not see them
         */
        public EventStream<LateTransaction> late() {
            EventStream<LateTransaction> forVelocity =
                    bursts.late().map(transaction -> new LateTransaction(Rule.HIGH_VELOCITY, transaction));
            return forVelocity.merge(
                    journeys.late().map(transaction -> new LateTransaction(Rule.MULTIPLE_COUNTRIES, transaction)));
        }
    }
}
