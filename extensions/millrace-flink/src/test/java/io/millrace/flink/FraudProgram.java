package io.millrace.flink;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Three rules over the transactions of cards. */
final class FraudProgram {

    private static final int USERS = 500;
    private static final int[] STEPS = {7, 11, 13};
    private static final String[] COUNTRIES = {"DE", "FR", "IT", "PL"};
    private static final int MIX = 0x9E37_79B9;

    private FraudProgram() {}

    record Transaction(long id, String user, long amount, String country, Instant time) {

        /** The same for the same id. */
        static Transaction of(long id) {
            int mixed = (int) (id * MIX);
            mixed ^= mixed >>> STEPS[0];
            Instant time = Event.START.plusMillis(id * STEPS[1] * STEPS[2] - Math.floorMod(mixed, 20_000));
            int user = Math.floorMod(mixed >>> 3, USERS);
            String country = COUNTRIES[mixed % 50 == 0 ? Math.floorMod(mixed >>> 5, COUNTRIES.length) : user % 4];
            return new Transaction(id, "user-" + user, Math.floorMod(mixed >>> 2, 1_010), country, time);
        }
    }

    record Alert(String rule, String user, String finding) {}

    static Pipeline pipeline(Source<Long> ids, Path alerts) {
        Pipeline pipeline = Pipeline.create("fraud");
        detect(pipeline, ids, alerts);
        return pipeline;
    }

    /** Adds the rules; returns the transactions. */
    static EventStream<Transaction> detect(Pipeline pipeline, Source<Long> ids, Path alerts) {
        EventStream<Transaction> transactions = pipeline.source("transactions", ids)
                .map(Transaction::of)
                .typed(Transaction.class)
                .timestamps(Transaction::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(30)))
                .typed(Transaction.class);
        KeyedStream<String, Transaction> byUser = transactions.keyBy(Transaction::user, String.class);
        EventStream<Alert> high = transactions
                .filter(transaction -> transaction.amount() > 1_000)
                .map(transaction -> new Alert("HIGH_VALUE", transaction.user(), "amount " + transaction.amount()));
        EventStream<Alert> velocity = byUser.window(Windows.tumbling(Duration.ofMinutes(5)))
                .aggregate("velocity", Aggregates.count(), Emit.whenFirst(count -> count > 6))
                .map(window -> new Alert("HIGH_VELOCITY", window.key(), window.start() + " " + window.value()));
        EventStream<Alert> countries = byUser.window(Windows.session(Duration.ofMinutes(2)))
                .aggregate("countries", Aggregates.distinct(Transaction::country))
                .filter(session -> session.value().size() > 1)
                .map(session -> new Alert(
                        "MULTIPLE_COUNTRIES",
                        session.key(),
                        session.start() + " "
                                + session.value().stream().sorted().toList()));
        high.merge(velocity).merge(countries).map(Alert::toString).to("alerts", Sinks.lines(alerts));
        return transactions;
    }
}
