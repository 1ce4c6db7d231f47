package io.millrace.window.operator;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.function.Fn;
import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.window.model.OfObjects;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions whose sets are numbers, beside those that are objects. */
class PackedSessionsTest {

    private static final int GAP = 10;
    private static final int KEYS = 30;
    private static final WindowAssigner<Object> SESSIONS = new Assigners.Gap(GAP);
    private static final WindowAssigner<Event> OWN_GAPS = new Assigners.OwnGap<>(event -> Duration.ofMillis(GAP));

    private enum Parity {
        EVEN,
        ODD
    }

    /** Of two that are equal, results have the first of the key's. */
    record Name(String text) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Name name && text.equalsIgnoreCase(name.text);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Few and many, of types that have numbers and of others; of most there are more than have numbers at a time. */
    private static final List<Fn<Event, ?>> VALUES = List.of(
            Fn.typed(event -> event.value() % 3, Type.of(Long.class)),
            Fn.typed(event -> (int) event.value() % 9, Type.of(Integer.class)),
            Fn.typed(event -> event.value() % 2 == 0 ? Parity.EVEN : Parity.ODD, Type.of(Parity.class)),
            Fn.typed(event -> "v" + event.value() % 40, Type.of(String.class)),
            Fn.typed(event -> "v" + event.value() / 3, Type.of(String.class)),
            Fn.typed(
                    event -> Long.toString(event.value() % 3).repeat(30 + (int) event.value() % 3 * 30),
                    Type.of(String.class)),
            Fn.typed(
                    event -> new Name(event.key() + (event.value() % 2 == 0 ? "a" : "A") + event.value() % 3),
                    Type.of(Name.class)));

    /** When results come, of which {@code distinct} and {@code countDistinct} are made. */
    private interface Told {
        <A, V> Emission<Event, ?, ?> of(Aggregate<Event, A, V> aggregate, ToLongFunction<V> size);
    }

    private static final Told AT_END = new Told() {
        @Override
        public <A, V> Emission<Event, ?, ?> of(Aggregate<Event, A, V> aggregate, ToLongFunction<V> size) {
            return Emission.atEnd(aggregate);
        }
    };

    private static Told whenMoreThan(int few) {
        return new Told() {
            @Override
            public <A, V> Emission<Event, ?, ?> of(Aggregate<Event, A, V> aggregate, ToLongFunction<V> size) {
                return Emission.whenFirst(aggregate, result -> size.applyAsLong(result) > few);
            }
        };
    }

    /** An operator with sets as they are, or with those that are objects. */
    private interface Sets {
        WindowOperator<String, Event, String> in(WindowAssigner<? super Event> sessions, boolean ofObjects);
    }

    private static List<Sets> sets(SplittableRandom random) {
        Fn<Event, ?> value = VALUES.get(random.nextInt(VALUES.size()));
        Told told = random.nextBoolean() ? AT_END : whenMoreThan(random.nextInt(9));
        return List.of(
                sets(told, distinct(value), set -> ((Set<?>) set).size()),
                sets(told, countDistinct(value), count -> count),
                sets(told, mapping((Event event) -> event, count()), count -> count));
    }

    private static <A, V> Sets sets(Told told, Aggregate<Event, A, V> aggregate, ToLongFunction<V> size) {
        return (sessions, ofObjects) -> ofObjects
                ? WindowOperator.keyed(sessions, logic(told.of(new OfObjects<>(aggregate), size)))
                : WindowOperator.keyed(sessions, logic(told.of(aggregate, size)));
    }

    private static <A, R> WindowLogic<String, Event, A, R, String> logic(Emission<Event, A, R> emission) {
        return new WindowLogic<>(Event::key, emission, PackedSessionsTest::text, 0, false, Type.of(Event.class));
    }

    private static String text(String key, Instant start, Instant end, Object value, PaneInfo pane) {
        return Script.text(key, start, end, value + "/" + pane, pane);
    }

    private static String steps(SplittableRandom random, int snapshots) {
        return Step.random(random, 1 + random.nextInt(400), 1 + random.nextInt(KEYS)).stream()
                .map(step -> random.nextInt(100) < snapshots ? step + " SNAP" : step.toString())
                .collect(Collectors.joining(" "));
    }

    @Test
    void shouldGiveWhatObjectsGiveAndGoOnFromSnapshots() {
        Seeds.check(40, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String steps = steps(random, random.nextInt(4));
            int room = random.nextBoolean() ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
            int batchSize = 1 + random.nextInt(20);
            for (Sets sets : sets(random)) {
                assertThat(Script.run(() -> sets.in(SESSIONS, false), steps, room, batchSize))
                        .as(steps)
                        .isEqualTo(Script.run(() -> sets.in(SESSIONS, true), steps, room, batchSize));
            }
        });
    }

    /** Where events tell the gap, sessions are objects, whatever they were. */
    @Test
    void shouldGoOnWithWhatWasWrittenAsObjectsAndTheOtherWayRound() {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            String steps = steps(random, 3);
            for (Sets sets : sets(random)) {
                String expected = Script.run(() -> sets.in(SESSIONS, true), steps, Integer.MAX_VALUE, 5);
                assertThat(Script.run(
                                () -> sets.in(random.nextBoolean() ? SESSIONS : OWN_GAPS, false),
                                steps,
                                Integer.MAX_VALUE,
                                5))
                        .as(steps)
                        .isEqualTo(expected);
                int[] versions = {0};
                assertThat(Script.run(() -> sets.in(SESSIONS, versions[0]++ == 0), steps, Integer.MAX_VALUE, 5))
                        .as(steps)
                        .isEqualTo(expected);
            }
        });
    }

    /** Also where there are more values at a time than have numbers, and when these have gone. */
    @Test
    void shouldCountMoreValuesThanThereAreNumbers() throws Exception {
        Fn<Event, String> value = Fn.typed(event -> "v" + event.value(), Type.of(String.class));
        Sets sets = sets(AT_END, countDistinct(value), count -> count);
        String many = IntStream.range(0, 1_500)
                .mapToObj(i -> "k" + i % 700 + ":" + i + "@0")
                .collect(Collectors.joining(" "));
        String later =
                IntStream.range(0, 20).mapToObj(i -> "l:" + i / 3 + "@100").collect(Collectors.joining(" "));
        String steps = many + " W50 SNAP " + later + " Wmax";
        String results = Script.run(() -> sets.in(SESSIONS, false), steps, Integer.MAX_VALUE, 100);
        assertThat(results)
                .isEqualTo(Script.run(() -> sets.in(SESSIONS, true), steps, Integer.MAX_VALUE, 100))
                .contains(" l=7/");
    }
}
