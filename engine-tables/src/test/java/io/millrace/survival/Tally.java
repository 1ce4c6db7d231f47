package io.millrace.survival;

import java.util.Map;
import java.util.TreeMap;

/** How often each fault was hit. */
final class Tally {

    private final Map<String, Long> hits = new TreeMap<>();

    void hit(String fault) {
        hit(fault, 1);
    }

    void hit(String fault, long times) {
        hits.merge(fault, times, Long::sum);
    }

    long of(String fault) {
        return hits.getOrDefault(fault, 0L);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        hits.forEach((fault, times) ->
                text.append("  ").append(fault).append(' ').append(times).append('\n'));
        return text.toString();
    }
}
