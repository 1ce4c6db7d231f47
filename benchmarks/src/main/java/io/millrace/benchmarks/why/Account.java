package io.millrace.benchmarks.why;

import io.millrace.benchmarks.rival.Spell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the time of a spell went to, by name, the most first. Each moment counts for one name. What is left behind a cause goes to working off what has come meanwhile, and what is left
 * before any has no name.
 *
 * @param spell which one
 * @param nanos by name
 */
record Account(Spell spell, Map<String, Long> nanos) {

    static final String CATCHING_UP = "working off what had come meanwhile";
    static final String NO_NAME = "no name";

    private static final Comparator<Cause> BY_WEIGHT =
            Comparator.comparing(Cause::kind).thenComparing(Cause::beginNanos);

    private record Gap(long begin, long end) {

        long nanos() {
            return end - begin;
        }
    }

    /**
     * Makes an account.
     *
     * @param spell which one
     * @param causes all there are, in any order
     */
    static Account of(Spell spell, List<Cause> causes) {
        List<Gap> left = List.of(new Gap(spell.beginNanos(), spell.endNanos()));
        Map<String, Long> nanos = new LinkedHashMap<>();
        long firstBegin = Long.MAX_VALUE;
        for (Cause cause : causes.stream()
                .filter(cause -> overlaps(cause, spell))
                .sorted(BY_WEIGHT)
                .toList()) {
            List<Gap> rest = without(left, cause);
            long taken = sum(left) - sum(rest);
            if (taken > 0) {
                nanos.merge(cause.name(), taken, Long::sum);
                firstBegin = Math.min(firstBegin, cause.beginNanos());
            }
            left = rest;
        }
        for (Gap gap : left) {
            nanos.merge(gap.begin() >= firstBegin ? CATCHING_UP : NO_NAME, gap.nanos(), Long::sum);
        }
        return new Account(spell, sorted(nanos));
    }

    private static boolean overlaps(Cause cause, Spell spell) {
        return cause.beginNanos() < spell.endNanos() && cause.endNanos() > spell.beginNanos();
    }

    private static List<Gap> without(List<Gap> gaps, Cause cause) {
        List<Gap> rest = new ArrayList<>();
        for (Gap gap : gaps) {
            add(rest, gap.begin(), Math.min(gap.end(), cause.beginNanos()));
            add(rest, Math.max(gap.begin(), cause.endNanos()), gap.end());
        }
        return rest;
    }

    private static void add(List<Gap> gaps, long begin, long end) {
        if (end > begin) {
            gaps.add(new Gap(begin, end));
        }
    }

    private static long sum(List<Gap> gaps) {
        return gaps.stream().mapToLong(Gap::nanos).sum();
    }

    private static Map<String, Long> sorted(Map<String, Long> nanos) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        nanos.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
