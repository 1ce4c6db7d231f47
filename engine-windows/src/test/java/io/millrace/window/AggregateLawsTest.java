package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.groupingBy;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.mapping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.window.AggregateCase.Event;
import io.millrace.window.aggregate.Emptiable;
import io.millrace.window.aggregate.Sides;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every aggregate, on random events: each result is compared with one computed from all events. */
class AggregateLawsTest {

    private static final int SEEDS = 60;

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_NORMAL,
        Double.MIN_VALUE
    };

    static Stream<AggregateCase<?, ?>> aggregates() {
        return AggregateCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void shouldGiveTheSameHoweverEventsAreSplit(AggregateCase<?, ?> aggregate) {
        Seeds.check(SEEDS, seed -> splits(aggregate, new SplittableRandom(seed)));
    }

    private static <A, R> void splits(AggregateCase<A, R> aggregate, SplittableRandom random) throws Exception {
        Script<A, R> all = new Script<>(aggregate);
        int panes = random.nextInt(5);
        for (int i = 0; i < panes; i++) {
            Script<A, R> pane = new Script<>(aggregate).addAll(events(random));
            all.merge(pane).check();
            pane.check();
        }
        all.addAll(events(random)).check();
        all.checkResultsOfOld();
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void shouldMergeInAnyGrouping(AggregateCase<?, ?> aggregate) {
        Seeds.check(SEEDS, seed -> groupings(aggregate, new SplittableRandom(seed)));
    }

    private static <A, R> void groupings(AggregateCase<A, R> aggregate, SplittableRandom random) throws Exception {
        Script<A, R> a = new Script<>(aggregate).addAll(events(random));
        Script<A, R> b = new Script<>(aggregate).addAll(events(random));
        Script<A, R> c = new Script<>(aggregate).addAll(events(random));
        Script<A, R> left = new Script<>(aggregate).merge(a).merge(b).merge(c);
        Script<A, R> right = b.copy().merge(c);
        left.check();
        a.copy().merge(right).check();
        Stream.of(a, b, c).forEach(Script::check);
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void shouldMergeInAnyOrderWhereItSaysSo(AggregateCase<?, ?> aggregate) {
        Seeds.check(SEEDS, seed -> orders(aggregate, new SplittableRandom(seed)));
    }

    /** Compared as text, in which the order of a set shows, and the last bit of a number. */
    private static <A, R> void orders(AggregateCase<A, R> aggregate, SplittableRandom random) throws Exception {
        if (!aggregate.aggregate().isCommutative()) {
            return;
        }
        List<Event> events = events(random);
        events.addAll(events(random));
        List<Event> shuffled = new ArrayList<>(events);
        shuffled.sort(Comparator.comparing(Event::id));
        int half = shuffled.size() / 2;
        Script<A, R> first = new Script<>(aggregate).addAll(shuffled.subList(0, half));
        Script<A, R> second = new Script<>(aggregate).addAll(shuffled.subList(half, shuffled.size()));
        assertThat(first.merge(second).result())
                .isEqualTo(new Script<>(aggregate).addAll(events).result());
    }

    @Test
    void shouldBeCommutativeWhereNothingOfTheOrderShows() {
        assertThat(AggregateCase.all().stream()
                        .filter(each -> each.aggregate().isCommutative())
                        .map(AggregateCase::name))
                .contains(
                        "count",
                        "sumLong",
                        "averageLong",
                        "minLong",
                        "maxLong",
                        "minDouble",
                        "maxDouble",
                        "percentiles",
                        "countDistinct")
                .doesNotContain(
                        "sumDouble", "average", "variance", "first", "last", "min", "max", "collect", "distinct");
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void shouldKeepAccumulatorsAndResultsApart(AggregateCase<?, ?> aggregate) {
        Seeds.check(SEEDS, seed -> aliases(aggregate, new SplittableRandom(seed)));
    }

    /** Several accumulators, each of which takes in events and others, in any order. */
    private static <A, R> void aliases(AggregateCase<A, R> aggregate, SplittableRandom random) throws Exception {
        List<Script<A, R>> scripts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            scripts.add(new Script<>(aggregate));
        }
        for (int i = 0; i < 12; i++) {
            int to = random.nextInt(4);
            int from = random.nextInt(4);
            if (to == from) {
                scripts.get(to).addAll(events(random));
            } else {
                scripts.get(to).merge(scripts.get(from));
            }
            scripts.get(random.nextInt(4)).check();
        }
        scripts.forEach(Script::check);
        scripts.forEach(Script::checkResultsOfOld);
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void shouldSubtractWhereItCan(AggregateCase<?, ?> aggregate) {
        assertThat(aggregate.aggregate().canSubtract()).isEqualTo(aggregate.subtracts());
        Seeds.check(SEEDS, seed -> slides(aggregate, new SplittableRandom(seed)));
    }

    /** A window that slides over panes: (a + b) - a is b, and what is subtracted stays as it is. */
    private static <A, R> void slides(AggregateCase<A, R> aggregate, SplittableRandom random) throws Exception {
        List<Script<A, R>> panes = new ArrayList<>();
        Script<A, R> window = new Script<>(aggregate);
        for (int i = 0; i < 8; i++) {
            panes.add(new Script<>(aggregate).addAll(events(random)));
            window.merge(panes.get(i)).check();
            if (!aggregate.subtracts()) {
                assertThatThrownBy(() -> aggregate.aggregate().subtract(window.accumulator, panes.get(0).accumulator))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageStartingWith("io.millrace.window.aggregate.")
                        .hasMessageEndingWith(" cannot subtract: merge the parts that remain instead");
                return;
            }
            if (i >= 3) {
                window.subtractOldest(panes.get(i - 3)).check();
            }
        }
        panes.forEach(Script::check);
        window.checkResultsOfOld();
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void shouldReadAccumulatorsAsTheyWereWritten(AggregateCase<?, ?> aggregate) {
        Seeds.check(SEEDS, seed -> roundTrip(aggregate, new SplittableRandom(seed)));
    }

    private static <A, R> void roundTrip(AggregateCase<A, R> aggregate, SplittableRandom random) throws Exception {
        Serde<A> serde = aggregate.aggregate().accumulatorSerde(SerdeRegistry.standard(), Type.of(Event.class));
        Script<A, R> script = new Script<>(aggregate).addAll(events(random));
        script.accumulator = read(serde, written(serde, script.accumulator));
        script.check();
        script.addAll(events(random)).check();
    }

    @ParameterizedTest
    @MethodSource("aggregates")
    void shouldRefuseOrGiveAResultWhateverIsReadForAWindow(AggregateCase<?, ?> aggregate) {
        Seeds.check(SEEDS, seed -> readsCrafted(aggregate, new SplittableRandom(seed)));
    }

    private static <A, R> void readsCrafted(AggregateCase<A, R> expected, SplittableRandom random) throws Exception {
        Aggregate<? super Event, A, R> aggregate = expected.aggregate();
        Serde<A> own = aggregate.accumulatorSerde(SerdeRegistry.standard(), Type.of(Event.class));
        Serde<A> serde = Emptiable.ofEvents(aggregate, own);
        List<Event> events = events(random);
        byte[] bytes = written(own, new Script<>(expected).addAll(events).accumulator);
        for (int at = 0; at < bytes.length && !events.isEmpty(); at++) {
            read(serde, bytes);
            byte[] crafted = bytes.clone();
            crafted[at] = (byte) (random.nextBoolean() ? random.nextInt(3) : random.nextInt());
            givesOrRefuses(expected, serde, crafted);
        }
        givesOrRefuses(expected, serde, written(own, aggregate.create()));
    }

    private static <A, R> void givesOrRefuses(AggregateCase<A, R> expected, Serde<A> serde, byte[] crafted)
            throws Exception {
        A accumulator;
        try {
            accumulator = read(serde, crafted);
        } catch (IOException e) {
            return;
        }
        R result = expected.aggregate().result(accumulator);
        if (!expected.name().equals("filtering")) {
            assertThat(result).isNotNull();
            assertThat(parts(result)).allSatisfy(part -> assertThat(part).isNotNull());
        }
    }

    private static Collection<?> parts(Object result) {
        return result instanceof Map<?, ?> map ? map.values() : result instanceof List<?> list ? list : List.of();
    }

    @Test
    void shouldGivePercentilesOfCountsFromWhichMoreIsTakenThanTheyHad() throws Exception {
        takesMoreThanThereIs(Aggregates.percentiles(Event::number, 0.5, 1));
    }

    private static <A> void takesMoreThanThereIs(Aggregate<Event, A, Map<Double, Double>> aggregate) throws Exception {
        A one = aggregate.create();
        aggregate.add(one, new Event(1, "a", 2, 3, 4), 0);
        A two = aggregate.create();
        aggregate.add(two, new Event(2, "b", 1000, 3, 4), 0);
        aggregate.add(two, new Event(3, "c", 3, 3, 4), 0);
        aggregate.subtract(one, two);
        assertThat(aggregate.result(one)).containsValues(Double.NaN, Double.NaN);
    }

    @Test
    void shouldReadWindowsWhoseEventsAreAllFilteredOut() throws Exception {
        Aggregate<Event, ?, Event> none = filtering(event -> false, last());
        readsWithOneEvent(none);
        readsWithOneEvent(mapping(event -> event, none));
        readsWithOneEvent(allOf(count(), none, (count, event) -> count));
        readsWithOneEvent(groupingBy(Event::word, none));
        readsWithOneEvent(filtering(event -> false, collect()));
    }

    private static <A, R> void readsWithOneEvent(Aggregate<Event, A, R> aggregate) throws Exception {
        A accumulator = aggregate.create();
        aggregate.add(accumulator, new Event(1, "a", 2, 3, 4), 0);
        Serde<A> serde = Emptiable.ofEvents(
                aggregate, aggregate.accumulatorSerde(SerdeRegistry.standard(), Type.of(Event.class)));
        assertThat(read(serde, written(serde, accumulator))).isNotNull();
    }

    @Test
    void shouldReadWindowsOfSeveralStreamsWithEventsOfOne() throws Exception {
        Type<Event> type = Type.of(Event.class);
        List<Aggregate<?, ?, String>> sides = Sides.of(
                Sides.Side.of("first", Aggregates.<Event>last(), type),
                Sides.Side.of("second", Aggregates.<Event, Long>max(Event::number), type),
                Sides.Side.of("third", Aggregates.<Event>minLong(Event::number), type),
                (one, two, three) -> one + " " + two + " " + three);
        for (Aggregate<?, ?, String> side : sides) {
            readsWithOneEvent(asOfEvents(side));
            refusesEmpty(asOfEvents(side));
        }
    }

    @SuppressWarnings("unchecked") // all streams are of events
    private static <A> Aggregate<Event, A, String> asOfEvents(Aggregate<?, A, String> side) {
        return (Aggregate<Event, A, String>) side;
    }

    private static <A> void refusesEmpty(Aggregate<Event, A, String> aggregate) throws Exception {
        Serde<A> serde = Emptiable.ofEvents(
                aggregate, aggregate.accumulatorSerde(SerdeRegistry.standard(), Type.of(Event.class)));
        byte[] empty = written(serde, aggregate.create());
        assertThatThrownBy(() -> read(serde, empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it holds no event");
    }

    private static <A> byte[] written(Serde<A> serde, A accumulator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        serde.write(accumulator, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static <A> A read(Serde<A> serde, byte[] bytes) throws IOException {
        return serde.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    private static List<Event> events(SplittableRandom random) {
        List<Event> events = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            events.add(new Event(
                    random.nextInt(),
                    List.of("ab", "b", "ac", "c").get(random.nextInt(4)),
                    random.nextInt(5),
                    random.nextInt(-400, 400) / 4.0,
                    wild(random)));
        }
        return events;
    }

    private static double wild(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> Double.longBitsToDouble(random.nextLong());
            default -> random.nextDouble(-1000, 1000);
        };
    }

    /** An accumulator, with all events that it should have seen and all results that it has given. */
    private static final class Script<A, R> {

        private final AggregateCase<A, R> expected;
        private final Aggregate<? super Event, A, R> aggregate;
        private final List<Event> events = new ArrayList<>();
        private final List<R> results = new ArrayList<>();
        private final List<R> naiveResults = new ArrayList<>();
        private A accumulator;

        Script(AggregateCase<A, R> expected) throws Exception {
            this.expected = expected;
            this.aggregate = expected.aggregate();
            this.accumulator = aggregate.create();
        }

        Script<A, R> addAll(List<Event> more) throws Exception {
            for (Event event : more) {
                aggregate.add(accumulator, event, 0);
            }
            events.addAll(more);
            return this;
        }

        Script<A, R> merge(Script<A, R> other) throws Exception {
            aggregate.merge(accumulator, other.accumulator);
            events.addAll(other.events);
            return this;
        }

        Script<A, R> subtractOldest(Script<A, R> other) throws Exception {
            aggregate.subtract(accumulator, other.accumulator);
            events.subList(0, other.events.size()).clear();
            return this;
        }

        Script<A, R> copy() throws Exception {
            return new Script<>(expected).merge(this);
        }

        void check() {
            R result = result();
            results.add(result);
            naiveResults.add(expected.naive().apply(List.copyOf(events)));
            check(results.size() - 1);
            assertUnmodifiable(result);
        }

        void checkResultsOfOld() {
            for (int i = 0; i < results.size(); i++) {
                check(i);
            }
        }

        private void check(int i) {
            if (!expected.same().test(results.get(i), naiveResults.get(i))) {
                throw new AssertionError("result " + i + " of " + results.size() + " of " + expected + " is "
                        + results.get(i) + " and should be " + naiveResults.get(i) + "; by now of " + events);
            }
        }

        private R result() {
            try {
                return aggregate.result(accumulator);
            } catch (Exception e) {
                throw new AssertionError("no result of " + expected + " of " + events, e);
            }
        }

        private void assertUnmodifiable(R result) {
            if (result instanceof Map<?, ?> map && !map.isEmpty()) {
                assertRefused(map::clear);
            }
            if (result instanceof Collection<?> collection && !expected.name().startsWith("allOf")) {
                assertRefused(() -> collection.add(null));
            }
        }

        /** AssertJ would walk the stack each time. */
        private void assertRefused(Runnable change) {
            try {
                change.run();
            } catch (UnsupportedOperationException e) {
                return;
            }
            throw new AssertionError("a result of " + expected + " can be changed");
        }
    }
}
