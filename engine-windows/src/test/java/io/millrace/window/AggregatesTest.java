package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.average;
import static io.millrace.window.Aggregates.averageLong;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.filtering;
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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Aggregate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AggregatesTest {

    private static final Comparator<String> BY_LENGTH = Comparator.comparing(String::length);

    @Test
    void shouldChooseTheEarlierOneAmongEquals() throws Exception {
        List<String> words = List.of("bb", "a", "ccc", "d", "ee", "fff", "g");
        for (int cut = 0; cut <= words.size(); cut++) {
            assertThat(parts(min(BY_LENGTH), words, cut)).isEqualTo("a");
            assertThat(parts(min(String::length), words, cut)).isEqualTo("a");
            assertThat(parts(max(BY_LENGTH), words, cut)).isEqualTo("ccc");
            assertThat(parts(max(String::length), words, cut)).isEqualTo("ccc");
            assertThat(parts(topN(5, BY_LENGTH), words, cut)).containsExactly("ccc", "fff", "bb", "ee", "a");
            assertThat(parts(topN(5, String::length), words, cut)).containsExactly("ccc", "fff", "bb", "ee", "a");
            assertThat(parts(topN(1, BY_LENGTH), words, cut)).containsExactly("ccc");
            assertThat(parts(topN(9, BY_LENGTH.reversed()), words, cut))
                    .containsExactly("a", "d", "g", "bb", "ee", "ccc", "fff");
        }
    }

    private static <A, R> R parts(Aggregate<? super String, A, R> aggregate, List<String> words, int cut)
            throws Exception {
        A accumulator = accumulate(aggregate, words.subList(0, cut));
        aggregate.merge(accumulator, accumulate(aggregate, words.subList(cut, words.size())));
        return aggregate.result(accumulator);
    }

    @Test
    void shouldDropAGroupWhenAllOfItHasLeft() throws Exception {
        leaves(groupingBy((String word) -> word, filtering(word -> word.length() > 1, count())));
    }

    private static <A> void leaves(Aggregate<String, A, Map<String, Long>> grouping) throws Exception {
        A window = accumulate(grouping, List.of("a", "bb", "bb"));
        A later = accumulate(grouping, List.of("bb", "c"));
        grouping.merge(window, later);
        grouping.subtract(window, accumulate(grouping, List.of("a", "bb", "bb")));
        assertThat(grouping.result(window)).isEqualTo(Map.of("bb", 1L, "c", 0L));
        grouping.subtract(window, later);
        assertThat(grouping.result(window)).isEmpty();
        assertThat(grouping.result(later)).isEqualTo(Map.of("bb", 1L, "c", 0L));
    }

    @Test
    void shouldNotSubtractUnlessAllPartsCan() {
        Aggregate<String, ?, String> last = last();
        assertThat(allOf(count(), last, (a, b) -> a).canSubtract()).isFalse();
        assertThat(allOf(last, count(), (a, b) -> a).canSubtract()).isFalse();
        assertThat(allOf(count(), count(), last, count(), (a, b, c, d) -> a).canSubtract())
                .isFalse();
        assertThatThrownBy(() -> subtracts(allOf(count(), last, (a, b) -> a)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("io.millrace.window.aggregate.Both cannot subtract: merge the parts that remain instead");
    }

    private static <A> void subtracts(Aggregate<String, A, Long> aggregate) throws Exception {
        aggregate.subtract(accumulate(aggregate, List.of("a", "b")), accumulate(aggregate, List.of("a")));
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
        assertThatThrownBy(() -> overflow(sum))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("9223372036854775808");
    }

    private static <A> void overflow(Aggregate<Long, A, Long> sum) throws Exception {
        A accumulator = sum.create();
        sum.add(accumulator, Long.MAX_VALUE, 0);
        sum.add(accumulator, 1L, 0);
        sum.result(accumulator);
    }

    @Test
    void shouldNameTheAggregateWhenAnArgumentIsNull() {
        refusesNull("distinct", () -> distinct(null));
        refusesNull("sumLong", () -> sumLong(null));
        refusesNull("sumDouble", () -> sumDouble(null));
        refusesNull("average", () -> average(null));
        refusesNull("averageLong", () -> averageLong(null));
        refusesNull("variance", () -> variance(null));
        refusesNull("standardDeviation", () -> standardDeviation(null));
        refusesNull("percentiles", () -> percentiles(null, 0.5));
        refusesNull("percentiles", () -> percentiles((String word) -> 1, (double[]) null));
        refusesNull("min", () -> min((Comparator<Object>) null));
        refusesNull("max", () -> max((Comparator<Object>) null));
        refusesNull("min", () -> Aggregates.<String, Integer>min(null));
        refusesNull("max", () -> Aggregates.<String, Integer>max(null));
        refusesNull("minLong", () -> minLong(null));
        refusesNull("maxLong", () -> maxLong(null));
        refusesNull("minDouble", () -> minDouble(null));
        refusesNull("maxDouble", () -> maxDouble(null));
        refusesNull("topN", () -> topN(1, (Comparator<Object>) null));
        refusesNull("topN", () -> Aggregates.<String, Integer>topN(1, null));
        refusesNull("reduce", () -> reduce(null));
        refusesNull("countDistinct", () -> countDistinct(null));
        refusesNull("mapping", () -> mapping(null, count()));
        refusesNull("mapping", () -> mapping((String word) -> word, null));
        refusesNull("filtering", () -> filtering(null, count()));
        refusesNull("filtering", () -> filtering((String word) -> true, null));
        refusesNull("groupingBy", () -> groupingBy(null, count()));
        refusesNull("groupingBy", () -> groupingBy((String word) -> word, null));
        assertThatNullPointerException()
                .isThrownBy(() -> allOf(count(), null, (a, b) -> a))
                .withMessage("an argument of allOf is null");
        assertThatNullPointerException()
                .isThrownBy(() -> allOf(count(), count(), count(), null))
                .withMessage("the combiner of allOf must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> allOf(count(), count(), count(), count(), null))
                .withMessage("the combiner of allOf must not be null");
    }

    private static void refusesNull(String aggregate, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage("an argument of " + aggregate + " is null");
    }

    @Test
    void shouldNameTheAggregateWhenAFunctionReturnsNull() {
        returnsNull("a value of distinct is null", distinct((String word) -> null));
        returnsNull("a value of countDistinct is null", countDistinct((String word) -> null));
        returnsNull("a value of min is null", min((String word) -> (String) null));
        returnsNull("a value of max is null", max((String word) -> (String) null));
        returnsNull("a key of groupingBy is null", groupingBy((String word) -> null, count()));
        returnsNull("the function of mapping returned null", mapping((String word) -> null, count()));
        returnsNull("the function of reduce returned null", reduce((String a, String b) -> null));
    }

    private static void returnsNull(String message, Aggregate<String, ?, ?> aggregate) {
        assertThatNullPointerException()
                .isThrownBy(() -> accumulate(aggregate, List.of("a", "b")))
                .withMessage(message);
    }

    @Test
    void shouldNotTakeANumberOfEventsThatIsNotPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topN(0, BY_LENGTH))
                .withMessage("the n of topN must be 1 or more, but is 0");
    }

    @Test
    void shouldNotGoOverAllIdsForEachResultWhenWhatIsMadeOfThemCanSubtract() throws Exception {
        AtomicLong asked = new AtomicLong();
        sumsOfLatest(latestBy(number -> number % 1_000, sumLong((Long number) -> {
            asked.incrementAndGet();
            return number;
        })));
        assertThat(asked).hasValueLessThan(4 * 3_000);
    }

    @Test
    void shouldFollowTheLatestWhenTheSumOfAllButOneOverflows() throws Exception {
        latestOverflows(latestBy((long[] event) -> event[0], sumLong((long[] event) -> event[1])));
    }

    private static <A> void latestOverflows(Aggregate<long[], A, Long> latest) throws Exception {
        A accumulator = latest.create();
        latest.add(accumulator, new long[] {1, Long.MAX_VALUE}, 0);
        latest.add(accumulator, new long[] {2, -1}, 0);
        latest.add(accumulator, new long[] {3, 1}, 0);
        assertThat(latest.result(accumulator)).isEqualTo(Long.MAX_VALUE);
        latest.add(accumulator, new long[] {2, -2}, 0);
        assertThat(latest.result(accumulator)).isEqualTo(Long.MAX_VALUE - 1);
        latest.add(accumulator, new long[] {3, 2}, 0);
        assertThat(latest.result(accumulator)).isEqualTo(Long.MAX_VALUE);
        latest.add(accumulator, new long[] {3, 3}, 0);
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> latest.result(accumulator));
    }

    private static <A> void sumsOfLatest(Aggregate<Long, A, Long> latest) throws Exception {
        A accumulator = latest.create();
        for (long number = 0; number < 3_000; number++) {
            latest.add(accumulator, number, 0);
            long first = Math.max(0, number - 999);
            assertThat(latest.result(accumulator)).isEqualTo((first + number) * (number - first + 1) / 2);
        }
    }
}
