package io.millrace.micrometer;

import io.millrace.micrometer.Metric.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names for what operators measure by names of their own, such that no registry takes two of them for one, and that a name is of one kind,
 * as Prometheus demands. A name stays what it is as long as this lives.
 */
final class OwnNames {

    private static final String PREFIX = "millrace.operator.";
    private static final String VALUES = "values";
    private static final String SUM = "sum";

    /** What a name of the same kind as the histogram is not enough for. */
    private static final Set<String> PARTS = Set.of(VALUES, SUM);

    private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9]+");

    /** What Prometheus cuts off the end of a name, or what makes something else of it. */
    private static final Pattern RESERVED = Pattern.compile("(\\.(total|created|bucket|info))+$");

    private final Map<Own, Metric> metrics = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    OwnNames() {
        for (Metric metric : Metric.TAKEN) {
            claim(metric.name());
            // Prometheus has it there
            claim(metric.name() + "." + metric.unit());
        }
    }

    private record Own(String name, String kind) {}

    /** A counter of that name. */
    Metric counter(String name) {
        return of(name, "counter", Kind.ATTEMPT_COUNTER, "The counter '" + name + "' of the operator");
    }

    /** A gauge of that name. */
    Metric gauge(String name) {
        return of(name, "gauge", Kind.GAUGE, "The gauge '" + name + "' of the operator");
    }

    /** What so many of the values of a histogram are at or below. */
    Metric histogram(String name) {
        return of(
                name,
                "histogram",
                Kind.GAUGE,
                "What so many of the values of the histogram '" + name + "' of the operator are at or below");
    }

    /** How many of the values of a histogram are at or below some bounds, each of which is a tag. */
    Metric values(String name) {
        return of(
                name,
                VALUES,
                Kind.ATTEMPT_COUNTER,
                "How many of the values of the histogram '" + name + "' of the operator are at or below le");
    }

    /** What the values of a histogram are together. */
    Metric sum(String name) {
        return of(name, SUM, Kind.ATTEMPT_COUNTER, "The sum of the values of the histogram '" + name + "'");
    }

    private Metric of(String name, String kind, Kind read, String description) {
        return metrics.computeIfAbsent(
                new Own(name, kind), own -> new Metric(free(legal(name), own), read, "", description));
    }

    private static String legal(String name) {
        String dotted = ILLEGAL.matcher(name).replaceAll(".").replaceAll("^\\.|\\.$", "");
        String bare = RESERVED.matcher("." + dotted).replaceAll("");
        return PREFIX + (bare.isEmpty() ? "of.its.own" : bare.substring(1));
    }

    private String free(String legal, Own own) {
        String wanted = PARTS.contains(own.kind) ? legal + "." + own.kind : legal;
        if (claim(wanted)) {
            return wanted;
        }
        String ofKind = legal + "." + own.kind;
        String free = ofKind;
        for (int i = 2; !claim(free); i++) {
            free = ofKind + "." + i;
        }
        return free;
    }

    /** Some registries know no case. */
    private boolean claim(String name) {
        return taken.add(name.toLowerCase(Locale.ROOT));
    }
}
