package io.millrace.examples.fraud;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what passes by. Thread-safe. */
final class Tally {

    private final LongAdder transactions = new LongAdder();
    private final LongAdder rejects = new LongAdder();
    private final Map<Rule, LongAdder> alerts = new EnumMap<>(Rule.class);

    Tally() {
        for (Rule rule : Rule.values()) {
            alerts.put(rule, new LongAdder());
        }
    }

    void count(Transaction transaction) {
        transactions.increment();
    }

    void count(Alert alert) {
        alerts.get(alert.rule()).increment();
    }

    void count(UnreadableLineException reject) {
        rejects.increment();
    }

    long transactions() {
        return transactions.sum();
    }

    long rejects() {
        return rejects.sum();
    }

    long alerts() {
        return alerts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    long alerts(Rule rule) {
        return alerts.get(rule).sum();
    }
}
