package io.millrace.examples.fraud;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.last;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.examples.fraud.Alert.HighValue;
import io.millrace.examples.fraud.Alert.HighVelocity;
import io.millrace.examples.fraud.Alert.MultipleCountries;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
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

        WindowedResults<String, Transaction, Burst> bursts = byUser.window(Windows.tumbling(VELOCITY_WINDOW))
                .aggregate(
                        "velocity",
                        allOf(count(), last(), Burst::new),
                        Emit.whenFirst(burst -> burst.count() > VELOCITY_LIMIT));

        WindowedResults<String, Transaction, Journey> journeys = byUser.window(Windows.session(SESSION_GAP))
                .aggregate(
                        "countries",
                        allOf(distinct(Transaction::country), last(), Journey::new),
                        Emit.whenFirst(journey -> journey.countries().size() > 1));

        EventStream<Alert> alerts = highValue
                .merge(bursts.map(FraudPipeline::highVelocity))
                .merge(journeys.map(FraudPipeline::multipleCountries));
        return new Findings(alerts, bursts, journeys);
    }

    private static Alert highValue(Transaction raising) {
        return new HighValue(raising.user(), raising.id(), raising.time(), raising.amount());
    }

    private static Alert highVelocity(WindowResult<String, Burst> window) {
        Burst burst = window.value();
        Transaction raising = burst.raising();
        return new HighVelocity(
                window.key(), raising.id(), raising.time(), window.start(), window.end(), burst.count());
    }

    private static Alert multipleCountries(WindowResult<String, Journey> session) {
        Journey journey = session.value();
        Transaction raising = journey.raising();
        return new MultipleCountries(
                session.key(),
                raising.id(),
                raising.time(),
                session.start(),
                session.end(),
                journey.countries().stream().sorted().toList());
    }

    /**
     * The transactions of a user in a window so far.
     *
     * @param count how many
     * @param raising the one that came last, and so raises the alert if there is one to be raised
     */
    record Burst(long count, Transaction raising) {}

    /**
     * The countries of a user's session so far.
     *
     * @param countries each once
     * @param raising the transaction that came last, and so raises the alert if there is one to be raised
     */
    record Journey(Set<String> countries, Transaction raising) {}

    /**
     * What the rules find.
     *
     * @param alerts the alerts
     * @param bursts those of the rule about velocity, before they are alerts
     * @param journeys those of the rule about countries, before they are alerts
     */
    public record Findings(
            EventStream<Alert> alerts,
            WindowedResults<String, Transaction, Burst> bursts,
            WindowedResults<String, Transaction, Journey> journeys) {

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
