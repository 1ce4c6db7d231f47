package io.millrace.examples.fraud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transaction raises which alert when transactions come in a given order and none is late. A session is kept as
 * the plain list of its transactions.
 */
final class ArrivalOracle {

    /** An alert, by its rule and the transaction that raised it. */
    record Raised(Rule rule, String transaction) {

        static Raised by(Alert alert) {
            return new Raised(alert.rule(), alert.transaction());
        }
    }

    private record BurstKey(String user, Instant windowStart) {}

    private static final class OpenSession {
        final List<Transaction> transactions = new ArrayList<>();
        boolean alerted;

        boolean touches(Transaction transaction) {
            return transactions.stream()
                    .anyMatch(other -> !other.time().isAfter(transaction.time().plus(FraudOracle.GAP))
                            && !transaction.time().isAfter(other.time().plus(FraudOracle.GAP)));
        }

        Set<String> countries() {
            return transactions.stream().map(Transaction::country).collect(Collectors.toSet());
        }
    }

    private final Map<BurstKey, Integer> counts = new HashMap<>();
    private final Map<String, List<OpenSession>> sessions = new HashMap<>();
    private final List<Raised> raised = new ArrayList<>();

    private ArrivalOracle() {}

    static List<Raised> raised(List<Transaction> transactions) {
        ArrivalOracle oracle = new ArrivalOracle();
        transactions.forEach(oracle::arrive);
        return oracle.raised;
    }

    private void arrive(Transaction transaction) {
        if (transaction.amount().doubleValue() > 1000) {
            raised.add(new Raised(Rule.HIGH_VALUE, transaction.id()));
        }
        BurstKey burst = new BurstKey(transaction.user(), FraudOracle.windowStart(transaction.time()));
        if (counts.merge(burst, 1, Integer::sum) == 4) {
            raised.add(new Raised(Rule.HIGH_VELOCITY, transaction.id()));
        }
        OpenSession session = joined(transaction);
        if (!session.alerted && session.countries().size() > 1) {
            session.alerted = true;
            raised.add(new Raised(Rule.MULTIPLE_COUNTRIES, transaction.id()));
        }
    }

    private OpenSession joined(Transaction transaction) {
        List<OpenSession> ofUser = sessions.computeIfAbsent(transaction.user(), user -> new ArrayList<>());
        OpenSession joined = new OpenSession();
        for (OpenSession open : List.copyOf(ofUser)) {
            if (open.touches(transaction)) {
                joined.transactions.addAll(open.transactions);
                joined.alerted |= open.alerted;
                ofUser.remove(open);
            }
        }
        joined.transactions.add(transaction);
        ofUser.add(joined);
        return joined;
    }
}
