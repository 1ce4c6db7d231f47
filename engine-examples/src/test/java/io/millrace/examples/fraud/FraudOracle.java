package io.millrace.examples.fraud;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The three rules computed the long way, with all transactions in hand: final values, whatever the order of arrival. */
final class FraudOracle {

    static final Duration WINDOW = Duration.ofMinutes(5);
    static final Duration GAP = Duration.ofHours(1);

    /** What is found in the end. */
    record Expected(Set<String> highValue, Set<Burst> highVelocity, Set<Session> multipleCountries) {}

    /** A window with too many transactions. */
    record Burst(String user, Instant windowStart, Instant windowEnd, long count) {}

    /** A session with several countries. */
    record Session(String user, Instant firstEvent, Instant lastEvent, SortedSet<String> countries) {

        boolean holds(Alert alert) {
            return alert.user().equals(user)
                    && !alert.time().isBefore(firstEvent)
                    && !alert.time().isAfter(lastEvent);
        }
    }

    private FraudOracle() {}

    static Expected expected(List<Transaction> transactions) {
        return new Expected(highValue(transactions), highVelocity(transactions), multipleCountries(transactions));
    }

    static Instant windowStart(Instant time) {
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), WINDOW.toMillis()) * WINDOW.toMillis());
    }

    private static Set<String> highValue(List<Transaction> transactions) {
        return transactions.stream()
                .filter(transaction -> transaction.amount().compareTo(BigDecimal.valueOf(1000)) > 0)
                .map(Transaction::id)
                .collect(toSet());
    }

    private static Set<Burst> highVelocity(List<Transaction> transactions) {
        Set<Burst> bursts = new HashSet<>();
        byUser(transactions)
                .forEach((user, own) -> own.stream()
                        .collect(groupingBy(transaction -> windowStart(transaction.time()), counting()))
                        .forEach((start, count) -> {
                            if (count > 3) {
                                bursts.add(new Burst(user, start, start.plus(WINDOW), count));
                            }
                        }));
        return bursts;
    }

    private static Set<Session> multipleCountries(List<Transaction> transactions) {
        Set<Session> sessions = new HashSet<>();
        byUser(transactions).forEach((user, own) -> {
            for (List<Transaction> run : runs(own)) {
                SortedSet<String> countries =
                        run.stream().map(Transaction::country).collect(toCollection(TreeSet::new));
                if (countries.size() > 1) {
                    sessions.add(new Session(
                            user, run.get(0).time(), run.get(run.size() - 1).time(), countries));
                }
            }
        });
        return sessions;
    }

    private static List<List<Transaction>> runs(List<Transaction> ofOneUser) {
        List<List<Transaction>> runs = new ArrayList<>();
        Instant end = Instant.MIN;
        for (Transaction transaction : ofOneUser.stream()
                .sorted(Comparator.comparing(Transaction::time))
                .toList()) {
            if (transaction.time().isAfter(end)) {
                runs.add(new ArrayList<>());
            }
            runs.get(runs.size() - 1).add(transaction);
            end = transaction.time().plus(GAP);
        }
        return runs;
    }

    private static Map<String, List<Transaction>> byUser(List<Transaction> transactions) {
        return transactions.stream().collect(groupingBy(Transaction::user));
    }
}
