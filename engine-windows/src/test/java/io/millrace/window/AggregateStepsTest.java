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
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.operator.Aggregate;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an aggregate costs per event does not grow with what it holds. The cost is how often keys are hashed and
 * compared, and how many bytes are allocated, in which every copy shows; not the time.
 */
class AggregateStepsTest {
    private static final int FEW = 2_000;
    private static final int MANY = 4 * FEW;

    /** Small change, such as that of threads that compile meanwhile. */
    private static final long FEW_BYTES = 200_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Counts what is asked of keys; used by one thread. */
    private static final class Steps {
        private long count;
    }

    private static final class Key implements Comparable<Key> {
        private final int number;
        private final int hash;
        private final Steps steps;

        Key(int number, int hash, Steps steps) {
            this.number = number;
            this.hash = hash;
            this.steps = steps;
        }

        @Override
        public boolean equals(Object other) {
            steps.count++;
            return other instanceof Key key && key.number == number;
        }

        @Override
        public int hashCode() {
            steps.count++;
            return hash;
        }

        @Override
        public int compareTo(Key other) {
            steps.count++;
            return Integer.compare(number, other.number);
        }
    }

    private record Event(Object key, int number) {}

    private record Case<A, R>(String name, Aggregate<? super Event, A, R> aggregate) {
        @Override
        public String toString() {
            return name;
        }
    }

    private enum Hashing {
        GOOD,
        EQUAL,
        FEW_HASHES;

        int of(int number) {
            return switch (this) {
                case GOOD -> number * 0x9E3779B9;
                case EQUAL -> 7;
                case FEW_HASHES -> number % 2;
            };
        }
    }

    private enum Coming {
        IN_ORDER,
        REVERSED,
        SHUFFLED;

        List<Integer> numbers(int count) {
            List<Integer> numbers =
                    new ArrayList<>(IntStream.range(0, count).boxed().toList());
            if (this == REVERSED) {
                Collections.reverse(numbers);
            } else if (this == SHUFFLED) {
                Collections.shuffle(numbers, new Random(count));
            }
            return numbers;
        }
    }

    private static <A, R> Case<A, R> of(String name, Aggregate<? super Event, A, R> aggregate) {
        return new Case<>(name, aggregate);
    }

    private static final List<Case<?, ?>> CASES = List.of(
            of("count", count()),
            of("sumLong", sumLong(Event::number)),
            of("sumDouble", sumDouble(Event::number)),
            of("average", average(Event::number)),
            of("averageLong", averageLong(Event::number)),
            of("variance", variance(Event::number)),
            of("standardDeviation", standardDeviation(Event::number)),
            of("percentiles", percentiles(event -> event.number % 50, 0.5, 0.99)),
            of("first", first()),
            of("last", last()),
            of("min", min(comparing(Event::number))),
            of("max", max(comparing(Event::number))),
            of("min of a value", min(Event::number)),
            of("max of a value", max(Event::number)),
            of("minLong", minLong(Event::number)),
            of("maxLong", maxLong(Event::number)),
            of("minDouble", minDouble(Event::number)),
            of("maxDouble", maxDouble(Event::number)),
            of("topN", topN(5, comparing(Event::number))),
            of("collect", collect()),
            of("reduce", reduce((a, b) -> a.number > b.number ? a : b)),
            of("distinct", distinct(Event::key)),
            of("countDistinct", countDistinct(Event::key)),
            of("mapping", mapping(Event::key, collect())),
            of("filtering", filtering(event -> event.number % 2 == 0, distinct(Event::key))),
            of("latestBy", latestBy(Event::key, mapping(Event::number, collect()))),
            of("groupingBy", groupingBy(Event::key, count())),
            of("groupingBy, nested", groupingBy(event -> event.number % 2, groupingBy(Event::key, collect()))),
            of("allOf 2", allOf(countDistinct(Event::key), collect(), AggregateStepsTest::sizes)),
            of("allOf 3", allOf(count(), distinct(Event::key), last(), AggregateStepsTest::sizes)),
            of("allOf 4", allOf(count(), distinct(Event::key), groupingBy(Event::key, count()), collect(), List::of)));

    private static List<Object> sizes(Object... results) {
        return Arrays.asList(results);
    }

    /** What is done with events. */
    private interface Use {
        <A, R> void of(Aggregate<? super Event, A, R> aggregate, List<Event> events) throws Exception;
    }

    private static <A, R> A single(Aggregate<? super Event, A, R> aggregate, Event event) throws Exception {
        A accumulator = aggregate.create();
        aggregate.add(accumulator, event, event.number);
        return accumulator;
    }

    /** As those do that look at a result: they ask for its size, and for one element. */
    private static <A, R> void look(Aggregate<? super Event, A, R> aggregate, A accumulator, Event event)
            throws Exception {
        if (aggregate.getClass().getSimpleName().equals("LatestBy")) {
            return; // whose results say that they cost as much as it holds
        }
        R result = aggregate.result(accumulator);
        if (result instanceof Collection<?> collection) {
            assertThat(collection.size()).isNotNegative();
        }
        if (result instanceof Set<?> set) {
            assertThat(set.contains(event.key)).isEqualTo(set.contains(event.key));
        }
        if (result instanceof Map<?, ?> map) {
            assertThat(map.get(event.key)).isSameAs(map.get(event.key));
        }
    }

    private static final Use ADDED = new Use() {
        @Override
        public <A, R> void of(Aggregate<? super Event, A, R> aggregate, List<Event> events) throws Exception {
            A accumulator = aggregate.create();
            for (int round = 0; round < 2; round++) {
                for (Event event : events) {
                    aggregate.add(accumulator, event, event.number);
                }
            }
            look(aggregate, accumulator, events.get(0));
        }
    };

    private static final Use ASKED_FOR_EACH = new Use() {
        @Override
        public <A, R> void of(Aggregate<? super Event, A, R> aggregate, List<Event> events) throws Exception {
            A accumulator = aggregate.create();
            for (int round = 0; round < 2; round++) {
                for (Event event : events) {
                    aggregate.add(accumulator, event, event.number);
                    look(aggregate, accumulator, event);
                }
            }
        }
    };

    /** Sessions that grow at their ends by other sessions. */
    private static final Use MERGED_BEHIND = new Use() {
        @Override
        public <A, R> void of(Aggregate<? super Event, A, R> aggregate, List<Event> events) throws Exception {
            A all = aggregate.create();
            for (Event event : events) {
                aggregate.merge(all, single(aggregate, event));
                look(aggregate, all, event);
            }
        }
    };

    private static final Use MERGED_BEFORE = new Use() {
        @Override
        public <A, R> void of(Aggregate<? super Event, A, R> aggregate, List<Event> events) throws Exception {
            A all = aggregate.create();
            for (Event event : events) {
                A before = single(aggregate, event);
                aggregate.merge(before, all);
                look(aggregate, before, event);
                all = before;
            }
        }
    };

    /** As many panes as events, from each of which on all are combined, and all of that is kept. */
    private static final Use COMBINED_FROM_EACH_PANE_ON = new Use() {
        @Override
        public <A, R> void of(Aggregate<? super Event, A, R> aggregate, List<Event> events) throws Exception {
            List<A> panes = new ArrayList<>();
            for (Event event : events) {
                panes.add(single(aggregate, event));
            }
            List<A> combined = new ArrayList<>();
            A next = aggregate.create();
            for (int i = panes.size() - 1; i >= 0; i--) {
                A combination = aggregate.create();
                aggregate.merge(combination, panes.get(i));
                aggregate.merge(combination, next);
                next = combination;
                combined.add(next);
            }
            assertThat(combined).hasSameSizeAs(panes);
        }
    };

    private static final Use TAKEN_OUT = new Use() {
        @Override
        public <A, R> void of(Aggregate<? super Event, A, R> aggregate, List<Event> events) throws Exception {
            A all = aggregate.create();
            for (Event event : events) {
                aggregate.add(all, event, event.number);
            }
            for (Event event : events) {
                look(aggregate, all, event);
                if (aggregate.canSubtract()) {
                    aggregate.subtract(all, single(aggregate, event));
                    aggregate.add(all, event, event.number);
                    aggregate.subtract(all, single(aggregate, event));
                }
            }
        }
    };

    private static final Map<String, Use> USES = Map.of(
            "added", ADDED,
            "asked for each", ASKED_FOR_EACH,
            "merged behind", MERGED_BEHIND,
            "merged before", MERGED_BEFORE,
            "combined from each pane on", COMBINED_FROM_EACH_PANE_ON,
            "taken out", TAKEN_OUT);

    static Stream<Arguments> cases() {
        return CASES.stream().flatMap(each -> USES.keySet().stream().sorted().map(use -> Arguments.of(each, use)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldCostInProportionToTheEvents(Case<?, ?> aggregate, String use) throws Exception {
        for (Hashing hashing : Hashing.values()) {
            for (Coming coming : Coming.values()) {
                check(
                        aggregate,
                        USES.get(use),
                        hashing + " " + coming,
                        (count, steps) -> coming.numbers(count).stream()
                                .map(number -> new Event(new Key(number, hashing.of(number), steps), number))
                                .toList());
            }
        }
    }

    static Stream<Arguments> containers() {
        Stream<Function<Key, Object>> containers = Stream.of(
                Optional::of,
                key -> List.of("same", key),
                key -> Set.of("same", key),
                key -> Map.of("same", key),
                key -> Map.entry(key, "same"),
                key -> new Event(key, 1));
        return containers.map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("containers")
    void shouldCostInProportionWhenWhatHoldsKeysHasOneHash(Function<Key, Object> container) throws Exception {
        for (Case<?, ?> aggregate : CASES) {
            check(
                    aggregate,
                    ASKED_FOR_EACH,
                    aggregate.name,
                    (count, steps) -> Coming.SHUFFLED.numbers(count).stream()
                            .map(number -> new Event(container.apply(new Key(number, 7, steps)), number))
                            .toList());
        }
    }

    private interface Events {
        List<Event> of(int count, Steps steps);
    }

    private static void check(Case<?, ?> aggregate, Use use, String what, Events events) throws Exception {
        cost(aggregate, use, events, FEW / 10);
        long[] few = cost(aggregate, use, events, FEW);
        if (few[0] == 0 && !what.startsWith(Hashing.GOOD.name())) {
            return; // it does not look at keys
        }
        long[] many = cost(aggregate, use, events, MANY);

        assertThat(many[0]).as(what + ": steps").isLessThanOrEqualTo(5 * few[0]);
        assertThat(many[1]).as(what + ": bytes").isLessThanOrEqualTo(5 * few[1] + FEW_BYTES);
    }

    /** Steps and bytes. */
    private static long[] cost(Case<?, ?> aggregate, Use use, Events events, int count) throws Exception {
        Steps steps = new Steps();
        List<Event> all = events.of(count, steps);
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        use.of(aggregate.aggregate, all);
        return new long[] {steps.count, THREADS.getCurrentThreadAllocatedBytes() - bytes};
    }

    @Test
    void shouldCoverAllAggregates() {
        List<String> factories = Arrays.stream(Aggregates.class.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .map(method -> method.getName().equals("allOf")
                        ? "allOf " + (method.getParameterCount() - 1)
                        : method.getName())
                .distinct()
                .toList();

        assertThat(CASES.stream().map(Case::name).collect(Collectors.toSet())).containsAll(factories);
        assertThat(AggregateCase.all().stream().map(AggregateCase::name)).containsAll(factories);
        assertThat(factories).allMatch(Objects::nonNull).hasSizeGreaterThan(20);
    }
}
