package io.millrace.window.model;

import io.millrace.operator.Aggregate;
import io.millrace.window.Aggregates;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * An aggregate: how a program says it, and what it gives for a list of events.
 *
 * @param code as a program says it
 * @param aggregate the same, to be run
 * @param ordered whether the order of the events matters
 * @param of what it gives for events in the order of their coming
 */
record AggregateKind(
        String code, Aggregate<Event, ?, Object> aggregate, boolean ordered, Function<List<Event>, Object> of) {

    static AggregateKind random(SplittableRandom random, boolean mayBeOrdered) {
        AggregateKind kind = randomKind(random, mayBeOrdered);
        return random.nextInt(4) == 0 ? kind.ofObjects() : kind;
    }

    private static AggregateKind randomKind(SplittableRandom random, boolean mayBeOrdered) {
        return switch (random.nextInt(mayBeOrdered ? 10 : 8)) {
            case 0 ->
                kind(
                        "mapping(Event::key, count())",
                        Aggregates.mapping(Event::key, Aggregates.count()),
                        false,
                        events -> (long) events.size());
            case 1 ->
                kind(
                        "max(comparing(Event::value))",
                        Aggregates.max(Comparator.comparing(Event::value)),
                        false,
                        events -> Collections.max(events, Comparator.comparing(Event::value)));
            case 2 ->
                kind(
                        "average(Event::value)",
                        Aggregates.average(Event::value),
                        false,
                        events -> events.stream()
                                .mapToLong(Event::value)
                                .average()
                                .orElseThrow());
            case 3 ->
                kind(
                        "filtering(event -> event.value() % 2 == 0, count())",
                        Aggregates.filtering(event -> event.value() % 2 == 0, Aggregates.count()),
                        false,
                        events -> events.stream()
                                .filter(event -> event.value() % 2 == 0)
                                .count());
            case 4 -> distinct();
            case 5 -> small();
            case 6, 7 -> numbers();
            case 8 ->
                kind("first()", Aggregates.mapping((Event e) -> e, Aggregates.first()), true, events -> events.get(0));
            default ->
                kind(
                        "last()",
                        Aggregates.mapping((Event e) -> e, Aggregates.last()),
                        true,
                        events -> events.get(events.size() - 1));
        };
    }

    /** Tells exactly which events are in a result: values are different. */
    static AggregateKind distinct() {
        return kind(
                "distinct(Event::value)",
                Aggregates.allOf(
                        Aggregates.distinct(Event::value),
                        Aggregates.count(),
                        (values, count) -> new TreeSet<>(values)),
                false,
                events -> new TreeSet<>(events.stream().map(Event::value).toList()));
    }

    /** Sets of few values, or of some more. */
    static AggregateKind small() {
        return kind(
                "countDistinct(event -> event.value() % 9)",
                Aggregates.countDistinct(event -> event.value() % 9),
                false,
                events -> events.stream()
                        .map(event -> event.value() % 9)
                        .distinct()
                        .count());
    }

    /** Whose accumulators are a few numbers. */
    static AggregateKind numbers() {
        return kind(
                "allOf(count(), sumLong(Event::value), minLong(Event::value),"
                        + " filtering(event -> event.value() % 2 == 0, maxDouble(Event::value)), Arrays::asList)",
                Aggregates.allOf(
                        Aggregates.count(),
                        Aggregates.sumLong(Event::value),
                        Aggregates.minLong(Event::value),
                        Aggregates.filtering(event -> event.value() % 2 == 0, Aggregates.maxDouble(Event::value)),
                        Arrays::asList),
                false,
                events -> Arrays.asList(
                        (long) events.size(),
                        events.stream().mapToLong(Event::value).sum(),
                        events.stream().mapToLong(Event::value).min().orElseThrow(),
                        events.stream()
                                .filter(event -> event.value() % 2 == 0)
                                .map(event -> (double) event.value())
                                .max(Comparator.naturalOrder())
                                .orElse(null)));
    }

    /** The same with accumulators that are objects, even where they could be numbers. */
    AggregateKind ofObjects() {
        return new AggregateKind(code + " /* of objects */", new OfObjects<>(aggregate), ordered, of);
    }

    @SuppressWarnings("unchecked") // results are only looked at
    private static AggregateKind kind(
            String code, Aggregate<Event, ?, ?> aggregate, boolean ordered, Function<List<Event>, Object> of) {
        return new AggregateKind(code, (Aggregate<Event, ?, Object>) aggregate, ordered, of);
    }

    @Override
    public String toString() {
        return code;
    }
}
