package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.average;
import static io.millrace.window.Aggregates.averageLong;
import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.first;
import static io.millrace.window.Aggregates.groupingBy;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.latestBy;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.maxDouble;
import static io.millrace.window.Aggregates.maxLong;
import static io.millrace.window.Aggregates.min;
import static io.millrace.window.Aggregates.minDouble;
import static io.millrace.window.Aggregates.minLong;
import static io.millrace.window.Aggregates.percentiles;
import static io.millrace.window.Aggregates.reduce;
import static io.millrace.window.Aggregates.standardDeviation;
import static io.millrace.window.Aggregates.sumDouble;
import static io.millrace.window.Aggregates.sumLong;
import static io.millrace.window.Aggregates.topN;
import static io.millrace.window.Aggregates.variance;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.toCollection;

import io.millrace.operator.Aggregate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * An aggregate, and what it has to give.
 *
 * @param naive the result from all events at once; over none too
 * @param same whether a result is what the naive one says
 * @param subtracts whether it can subtract
 */
record AggregateCase<A, R>(
        String name,
        Aggregate<? super Event, A, R> aggregate,
        Function<List<Event>, R> naive,
        BiPredicate<R, R> same,
        boolean subtracts) {

    /**
     * @param word one of few
     * @param amount a multiple of 1/4 that sums exactly
     * @param wild any double
     */
    record Event(int id, String word, long number, double amount, double wild) {}

    private static final Comparator<Event> BY_NUMBER = comparing(Event::number);

    private static <A, R> AggregateCase<A, R> of(
            String name, Aggregate<? super Event, A, R> aggregate, Function<List<Event>, R> naive) {
        return new AggregateCase<>(name, aggregate, naive, Objects::equals, false);
    }

    private AggregateCase<A, R> subtracting() {
        return new AggregateCase<>(name, aggregate, naive, same, true);
    }

    private AggregateCase<A, R> about(BiPredicate<R, R> close) {
        return new AggregateCase<>(name, aggregate, naive, close, subtracts);
    }

    @Override
    public String toString() {
        return name;
    }

    static List<AggregateCase<?, ?>> all() {
        List<AggregateCase<?, ?>> all = new ArrayList<>(numbers());
        all.addAll(flat());
        all.addAll(events());
        all.addAll(combinations());
        return all;
    }

    private static List<AggregateCase<?, ?>> numbers() {
        return List.of(
                of("count", count(), events -> (long) events.size()).subtracting(),
                of("sumLong", sumLong(Event::number), AggregateCase::sum).subtracting(),
                of(
                        "sumDouble",
                        sumDouble(Event::amount),
                        events -> amounts(events).sum()),
                of("average", average(Event::amount), AggregateCase::mean),
                of("averageLong", averageLong(Event::number), events -> sum(events) / (double) events.size())
                        .subtracting(),
                of("variance", variance(Event::amount), AggregateCase::spread).about(AggregateCase::close),
                of("standardDeviation", standardDeviation(Event::amount), events -> Math.sqrt(spread(events)))
                        .about(AggregateCase::close),
                of("minLong", minLong(Event::number), events -> least(events, Event::number)),
                of("maxLong", maxLong(Event::number), events -> greatest(events, Event::number)),
                of("minDouble", minDouble(Event::wild), events -> least(events, Event::wild)),
                of("maxDouble", maxDouble(Event::wild), events -> greatest(events, Event::wild)),
                of("percentiles", percentiles(Event::wild, 0.5, 0, 0.9, 1), events -> ranked(events, 0.5, 0, 0.9, 1))
                        .about(AggregateCase::withinOnePercent)
                        .subtracting(),
                of("countDistinct", countDistinct(Event::word), events ->
                        (long) words(events).size()));
    }

    private static List<AggregateCase<?, ?>> flat() {
        return List.of(of(
                "allOf 4, flat",
                allOf(
                        minLong(Event::number),
                        mapping(Event::number, averageLong(Long::longValue)),
                        filtering(event -> event.number() > 1, count()),
                        maxDouble(Event::wild),
                        AggregateCase::list),
                events -> list(
                        least(events, Event::number),
                        sum(events) / (double) events.size(),
                        events.stream().filter(event -> event.number() > 1).count(),
                        greatest(events, Event::wild))));
    }

    private static List<AggregateCase<?, ?>> events() {
        return List.of(
                of("first", first(), events -> events.isEmpty() ? null : events.get(0)),
                of("last", last(), events -> events.isEmpty() ? null : events.get(events.size() - 1)),
                of("min", min(BY_NUMBER), AggregateCase::leastEvent),
                of("max", max(BY_NUMBER), AggregateCase::greatestEvent),
                of("min of a value", min(Event::number), AggregateCase::leastEvent),
                of("max of a value", max(Event::number), AggregateCase::greatestEvent),
                of(
                        "topN",
                        topN(3, BY_NUMBER),
                        events -> events.stream()
                                .sorted(BY_NUMBER.reversed())
                                .limit(3)
                                .toList()),
                of("collect", collect(), List::copyOf),
                of(
                        "reduce",
                        reduce(AggregateCase::joined),
                        events -> events.stream().reduce(AggregateCase::joined).orElse(null)),
                of("distinct", distinct(Event::word), AggregateCase::words)
                        .about((a, b) -> List.copyOf(a).equals(List.copyOf(b))));
    }

    private static List<AggregateCase<?, ?>> combinations() {
        Aggregate<Event, ?, Event> first = first();
        return List.of(
                of(
                        "mapping",
                        mapping(Event::word, countDistinct((String word) -> word.charAt(0))),
                        events -> events.stream()
                                .map(event -> event.word().charAt(0))
                                .distinct()
                                .count()),
                of("mapping a count", mapping(Event::word, count()), events -> (long) events.size())
                        .subtracting(),
                of(
                        "filtering",
                        filtering(event -> event.number() > 1, last()),
                        events -> events.stream()
                                .filter(event -> event.number() > 1)
                                .reduce(null, (a, b) -> b)),
                of(
                                "filtering a sum",
                                filtering(event -> event.number() > 1, sumLong(Event::number)),
                                events -> sum(events.stream()
                                        .filter(event -> event.number() > 1)
                                        .toList()))
                        .subtracting(),
                of("groupingBy", groupingBy(Event::word, first), events -> grouped(events, group -> group.get(0)))
                        .about((a, b) -> List.copyOf(a.entrySet()).equals(List.copyOf(b.entrySet()))),
                of(
                                "groupingBy, counts",
                                groupingBy(Event::word, count()),
                                events -> grouped(events, group -> (long) group.size()))
                        .subtracting(),
                of(
                                "groupingBy, nested",
                                groupingBy(Event::word, groupingBy(Event::number, count())),
                                events -> grouped(
                                        events,
                                        group -> group.stream()
                                                .collect(Collectors.groupingBy(Event::number, counting()))))
                        .subtracting(),
                of(
                        "latestBy",
                        latestBy(Event::word, mapping(Event::number, collect())),
                        events -> grouped(events, group -> group.get(group.size() - 1)).values().stream()
                                .map(Event::number)
                                .toList()),
                of(
                        "latestBy of a sum",
                        latestBy(Event::word, sumLong(Event::number)),
                        events -> sum(grouped(events, group -> group.get(group.size() - 1)).values().stream()
                                .toList())),
                of(
                                "allOf 2",
                                allOf(count(), sumLong(Event::number), List::of),
                                events -> List.of((long) events.size(), sum(events)))
                        .subtracting(),
                of(
                        "allOf 2 with a last",
                        allOf(count(), first, AggregateCase::list),
                        events -> list((long) events.size(), events.isEmpty() ? null : events.get(0))),
                of(
                        "allOf 3",
                        allOf(count(), first, sumLong(Event::number), AggregateCase::list),
                        events -> list((long) events.size(), events.isEmpty() ? null : events.get(0), sum(events))),
                of(
                                "allOf 4",
                                allOf(count(), sumLong(Event::number), count(), count(), List::of),
                                events -> List.of(
                                        (long) events.size(), sum(events), (long) events.size(), (long) events.size()))
                        .subtracting());
    }

    private static List<Object> list(Object... elements) {
        List<Object> list = new ArrayList<>();
        Collections.addAll(list, elements);
        return list;
    }

    private static Event joined(Event a, Event b) {
        return new Event(a.id(), a.word() + b.word(), a.number() + b.number(), a.amount() + b.amount(), b.wild());
    }

    private static long sum(List<Event> events) {
        return events.stream().mapToLong(Event::number).sum();
    }

    private static DoubleStream amounts(List<Event> events) {
        return events.stream().mapToDouble(Event::amount);
    }

    private static double mean(List<Event> events) {
        return amounts(events).average().orElse(Double.NaN);
    }

    private static double spread(List<Event> events) {
        double mean = mean(events);
        return amounts(events)
                .map(amount -> (amount - mean) * (amount - mean))
                .average()
                .orElse(Double.NaN);
    }

    private static Set<String> words(List<Event> events) {
        return events.stream().map(Event::word).collect(toCollection(LinkedHashSet::new));
    }

    private static <C extends Comparable<C>> C least(List<Event> events, Function<Event, C> value) {
        return events.stream().map(value).min(Comparator.naturalOrder()).orElse(null);
    }

    private static <C extends Comparable<C>> C greatest(List<Event> events, Function<Event, C> value) {
        return events.stream().map(value).max(Comparator.naturalOrder()).orElse(null);
    }

    private static Event leastEvent(List<Event> events) {
        return events.stream().sorted(BY_NUMBER).findFirst().orElse(null);
    }

    private static Event greatestEvent(List<Event> events) {
        return events.stream().sorted(BY_NUMBER.reversed()).findFirst().orElse(null);
    }

    private static <R> Map<String, R> grouped(List<Event> events, Function<List<Event>, R> result) {
        Map<String, List<Event>> groups =
                events.stream().collect(Collectors.groupingBy(Event::word, LinkedHashMap::new, Collectors.toList()));
        Map<String, R> results = new LinkedHashMap<>();
        groups.forEach((word, group) -> results.put(word, result.apply(group)));
        return results;
    }

    private static Map<Double, Double> ranked(List<Event> events, double... quantiles) {
        double[] sorted = events.stream().mapToDouble(Event::wild).sorted().toArray();
        Map<Double, Double> ranked = new LinkedHashMap<>();
        for (double quantile : quantiles) {
            int rank = Math.max(1, (int) Math.ceil(quantile * sorted.length));
            ranked.put(quantile, sorted.length == 0 ? Double.NaN : sorted[rank - 1]);
        }
        return ranked;
    }

    private static boolean withinOnePercent(Map<Double, Double> actual, Map<Double, Double> exact) {
        return List.copyOf(actual.keySet()).equals(List.copyOf(exact.keySet()))
                && exact.keySet().stream().allMatch(q -> withinOnePercent(actual.get(q), exact.get(q)));
    }

    static boolean withinOnePercent(double actual, double exact) {
        return Double.compare(actual, exact) == 0
                || Math.abs(actual - exact) <= Math.max(Math.abs(exact) * (0.01 + 1e-10), Double.MIN_NORMAL);
    }

    private static boolean close(double actual, double exact) {
        return Double.compare(actual, exact) == 0 || Math.abs(actual - exact) <= 1e-9 * Math.max(1, Math.abs(exact));
    }
}
