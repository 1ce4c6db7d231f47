package io.millrace.benchmarks.why;

import io.millrace.benchmarks.rival.Spell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the late time of a run went to, and its worst spells, as text. */
final class WhyReport {

    private static final int WORST = 5;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long startNanos;
    private final List<Account> accounts;
    private final Map<String, Long> nanos = new HashMap<>();
    private final Map<String, Long> longest = new HashMap<>();
    private final Map<String, Integer> spells = new HashMap<>();

    /**
     * @param startNanos when the run began
     * @param late its spells
     * @param causes all that went on
     */
    WhyReport(long startNanos, List<Spell> late, List<Cause> causes) {
        this.startNanos = startNanos;
        accounts = late.stream().map(spell -> Account.of(spell, causes)).toList();
        for (Account account : accounts) {
            account.nanos().forEach((name, taken) -> {
                nanos.merge(name, taken, Long::sum);
                longest.merge(name, taken, Long::max);
                spells.merge(name, 1, Integer::sum);
            });
        }
    }

    List<String> lines() {
        long all =
                accounts.stream().mapToLong(account -> account.spell().nanos()).sum();
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d spells, %.1f ms together%s",
                accounts.size(),
                all / NANOS_PER_MILLI,
                all == 0 ? "" : ":"));
        nanos.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> lines.add(line(entry.getKey(), entry.getValue(), all)));
        accounts.stream()
                .sorted(Comparator.comparing(
                                (Account account) -> account.spell().worstNanos())
                        .reversed())
                .limit(WORST)
                .forEach(account -> lines.add(worst(account)));
        return lines;
    }

    private String line(String name, long taken, long all) {
        return String.format(
                Locale.ROOT,
                "  %9.1f ms %3.0f %%  in %,d spells, %.1f ms at most  %s",
                taken / NANOS_PER_MILLI,
                100.0 * taken / all,
                spells.get(name),
                longest.get(name) / NANOS_PER_MILLI,
                name);
    }

    private String worst(Account account) {
        Spell spell = account.spell();
        return String.format(
                Locale.ROOT,
                "  at %.3f s: %,d events, %.1f ms late at most: %s",
                (spell.beginNanos() - startNanos) / NANOS_PER_SECOND,
                spell.events(),
                spell.worstNanos() / NANOS_PER_MILLI,
                account.nanos().entrySet().stream()
                        .map(entry -> String.format(
                                Locale.ROOT, "%.1f ms %s", entry.getValue() / NANOS_PER_MILLI, entry.getKey()))
                        .collect(Collectors.joining(", ")));
    }
}
