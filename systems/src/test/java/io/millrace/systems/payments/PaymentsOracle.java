package io.millrace.systems.payments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides what was decided once more, one payment after the other, with loops over all that came before. */
final class PaymentsOracle {

    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    private final Map<String, List<Decision>> before = new HashMap<>();

    Decision decide(Evidence evidence) {
        List<Decision> earlier = before.computeIfAbsent(evidence.user(), user -> new ArrayList<>());
        List<Evidence> all =
                new ArrayList<>(earlier.stream().map(Decision::evidence).toList());
        all.add(evidence);
        List<Evidence> minute = since(all, evidence.millis() - MINUTE);
        int countries = (int) since(all, evidence.millis() - HOUR).stream()
                .map(each -> each.payment().country())
                .distinct()
                .count();
        int blocks = (int) earlier.stream()
                .filter(each -> each.outcome().action() == Action.BLOCK)
                .count();
        Decision decision = Decision.of(
                evidence,
                new Facts(
                        evidence.payment().cents() / 100.0,
                        evidence.timesTypical(),
                        minute.size(),
                        minute.stream()
                                        .mapToLong(each -> each.payment().cents())
                                        .sum()
                                / 100.0,
                        countries,
                        blocks,
                        evidence.score()));
        earlier.add(decision);
        return decision;
    }

    private static List<Evidence> since(List<Evidence> all, long millis) {
        return all.stream().filter(each -> each.millis() > millis).toList();
    }
}
