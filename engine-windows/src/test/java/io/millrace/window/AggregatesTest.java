package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.average;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.first;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.min;
import static io.millrace.window.Aggregates.sumDouble;
import static io.millrace.window.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Aggregate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AggregatesTest {

    private static final Comparator<String> BY_LENGTH = Comparator.comparing(String::length);
    private static final List<String> WORDS = List.of("bb", "a", "ccc", "a", "dd", "eee", "f");

    static Stream<Arguments> aggregates() {
        return Stream.of(
                Arguments.of("count", count(), 7L),
                Arguments.of("sumLong", sumLong(String::length), 13L),
                Arguments.of("sumDouble", sumDouble((String word) -> word.length() / 2.0), 6.5),
                Arguments.of("average", average((String word) -> word.length() * 7.0), 13.0),
                Arguments.of("first", first(), "bb"),
                Arguments.of("last", last(), "f"),
                Arguments.of("min", min(BY_LENGTH), "a"),
                Arguments.of("max", max(BY_LENGTH), "ccc"),
                Arguments.of("distinct", distinct(String::length), Set.of(1, 2, 3)),
                Arguments.of("countDistinct", countDistinct((String word) -> word), 6L),
                Arguments.of(
                        "mapping", mapping((String word) -> word.length(), max(Comparator.<Integer>naturalOrder())), 3),
                Arguments.of("filtering", filtering((String word) -> word.length() > 1, count()), 4L),
                Arguments.of("allOf 2", allOf(count(), AggregatesTest.words(), (n, word) -> word + n), "f7"),
                Arguments.of(
                        "allOf 3",
                        allOf(first(), count(), AggregatesTest.words(), (one, n, word) -> one + word + n),
                        "bbf7"));
    }

    private static Aggregate<String, ?, String> words() {
        return last();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aggregates")
    void shouldGiveTheSameHoweverEventsAreMerged(
            String name, Aggregate<? super String, ?, ?> aggregate, Object expected) throws Exception {
        for (int first = 0; first <= WORDS.size(); first++) {
            for (int second = first; second <= WORDS.size(); second++) {
                assertThat(result(aggregate, first, second))
                        .as("%s of parts cut at %s and %s", name, first, second)
                        .isEqualTo(expected);
            }
        }
    }

    private static <A, R> R result(Aggregate<? super String, A, R> aggregate, int first, int second) throws Exception {
        A accumulator = accumulate(aggregate, WORDS.subList(0, first));
        aggregate.merge(accumulator, accumulate(aggregate, WORDS.subList(first, second)));
        for (String word : WORDS.subList(second, WORDS.size())) {
            aggregate.result(accumulator);
            aggregate.add(accumulator, word, 0);
        }
        assertThat(aggregate.result(accumulator)).isEqualTo(aggregate.result(accumulator));
        return aggregate.result(accumulator);
    }

    private static <A> A accumulate(Aggregate<? super String, A, ?> aggregate, List<String> words) throws Exception {
        A accumulator = aggregate.create();
        for (String word : words) {
            aggregate.add(accumulator, word, 0);
        }
        return accumulator;
    }

    @Test
    void shouldNotChangeASetThatWasGivenAway() throws Exception {
        givesAway(distinct((String word) -> word));
    }

    private static <A> void givesAway(Aggregate<String, A, Set<String>> distinct) throws Exception {
        A accumulator = accumulate(distinct, List.of("b", "a"));
        Set<String> before = distinct.result(accumulator);
        distinct.add(accumulator, "c", 0);
        distinct.add(accumulator, "a", 0);
        Set<String> after = distinct.result(accumulator);
        distinct.merge(accumulator, accumulate(distinct, List.of("d")));
        assertThat(before).containsExactly("b", "a");
        assertThat(after).containsExactly("b", "a", "c");
        assertThat(distinct.result(accumulator)).containsExactly("b", "a", "c", "d");
        assertThatThrownBy(() -> after.add("e")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldFailRatherThanOverflow() {
        Aggregate<Long, ?, Long> sum = sumLong(n -> n);
        assertThatThrownBy(() -> overflow(sum)).isInstanceOf(ArithmeticException.class);
    }

    private static <A> void overflow(Aggregate<Long, A, Long> sum) throws Exception {
        A accumulator = sum.create();
        sum.add(accumulator, Long.MAX_VALUE, 0);
        sum.add(accumulator, 1L, 0);
    }

    @Test
    void shouldNameTheAggregateWhenAnArgumentIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> distinct(null))
                .withMessage("an argument of distinct is null");
        assertThatNullPointerException()
                .isThrownBy(() -> allOf(count(), null, (a, b) -> a))
                .withMessage("an argument of allOf is null");
        assertThatNullPointerException()
                .isThrownBy(() -> allOf(count(), count(), count(), null))
                .withMessage("the combiner of allOf must not be null");
    }
}
