package io.millrace.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.metrics.Metrics;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorHandlingTest {

    private static final String NOT_A_NUMBER = "java.lang.NumberFormatException: For input string: \"x\"";

    @Test
    void shouldSendWhatFailsToTheDeadLettersAndGoOn() throws Exception {
        OperatorHarness<String, Integer> map =
                opened(Operators.<String, Integer>map(Integer::parseInt, Errors.deadLetter()));
        map.batch(0, rows("x", "1", "x", "x", "2", "x"));

        assertThat(map.output()).containsExactly(new Emitted<>(1, 1), new Emitted<>(2, 4));
        assertThat(map.sideOutput(DeadLetter.OUTPUT))
                .extracting(Emitted::timestamp)
                .containsExactly(0L, 2L, 3L, 5L);
        assertThat(map.sideOutput(DeadLetter.OUTPUT).get(1).value())
                .usingRecursiveComparison()
                .ignoringFields("operator")
                .isEqualTo(new DeadLetter("", "x", NOT_A_NUMBER, Optional.of(Instant.ofEpochMilli(2))));
        assertThat(map.count(Metrics.DEAD_LETTERS)).isEqualTo(4);
    }

    @Test
    void shouldSendEventsWithoutTimestampsAndNullResultsToo() throws Exception {
        OperatorHarness<String, Integer> map =
                opened(Operators.<String, Integer>map(text -> null, Errors.deadLetter()));
        map.event("a", EventTime.NONE);

        DeadLetter letter =
                (DeadLetter) map.sideOutput(DeadLetter.OUTPUT).get(0).value();
        assertThat(letter.time()).isEmpty();
        assertThat(letter.error()).contains("map returned null; filter such events out");
    }

    @Test
    void shouldKeepWhatAPredicateFailsOnOutOfItsResults() throws Exception {
        OperatorHarness<String, String> filter =
                opened(Operators.filter(text -> Integer.parseInt(text) > 1, Errors.deadLetter()));
        filter.batch(0, rows("1", "x", "2", "3"));

        assertThat(filter.output()).containsExactly(new Emitted<>("2", 2), new Emitted<>("3", 3));
        assertThat(filter.sideOutput(DeadLetter.OUTPUT)).hasSize(1);
    }

    @Test
    void shouldGoOnBehindTheEventWhenAResultOfFlatMapFailsWhateverTheRoom() throws Exception {
        for (int room = 1; room < 5; room++) {
            OperatorHarness<String, Integer> flatMap = opened(
                            Operators.<String, Integer>flatMap(ErrorHandlingTest::numbersOf, Errors.deadLetter()))
                    .room(room);
            flatMap.batch(0, rows("1 2 x 3", "x", "4", "5 x", "6 7 8"));

            assertThat(flatMap.output())
                    .extracting(Emitted::value)
                    .as("room %d", room)
                    .containsExactly(1, 2, 4, 5, 6, 7, 8);
            assertThat(flatMap.sideOutput(DeadLetter.OUTPUT))
                    .extracting(each -> ((DeadLetter) each.value()).event())
                    .containsExactly("1 2 x 3", "x", "5 x");
        }
    }

    @Test
    void shouldCountWhatItSkips() throws Exception {
        OperatorHarness<String, Integer> map = opened(Operators.<String, Integer>map(Integer::parseInt, Errors.skip()));
        map.batch(0, rows("x", "1", "x"));

        assertThat(map.output()).containsExactly(new Emitted<>(1, 1));
        assertThat(map.sideOutput(DeadLetter.OUTPUT)).isEmpty();
        assertThat(map.count(Metrics.SKIPPED)).isEqualTo(2);
    }

    @Test
    void shouldFailWhenNothingElseWasSaid() throws Exception {
        OperatorHarness<String, Integer> map = opened(Operators.map(Integer::parseInt));
        OperatorHarness<String, Integer> told =
                opened(Operators.<String, Integer>map(Integer::parseInt, Errors.fail()));

        assertThatThrownBy(() -> map.event("x", 0)).isInstanceOf(OperatorException.class);
        assertThatThrownBy(() -> told.event("x", 0))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("failed on x");
    }

    @Test
    void shouldFailWhateverWasSaidWhenItIsNotTheEventsFault() throws Exception {
        for (Throwable error : List.of(new OutOfMemoryError("test"), new InterruptedException("test"))) {
            OperatorHarness<String, Integer> map = opened(Operators.<String, Integer>map(
                    text -> ErrorHandlingTest.<RuntimeException>thrown(error), Errors.deadLetter()));
            assertThatThrownBy(() -> map.event("x", 0))
                    .isInstanceOf(OperatorException.class)
                    .hasCause(error);
            assertThat(map.count(Metrics.DEAD_LETTERS)).isZero();
        }
    }

    @Test
    void shouldTakeAnEventThatAFunctionRecursesOnWithoutEndForABadOne() throws Exception {
        OperatorHarness<String, Integer> map = opened(Operators.<String, Integer>map(
                text -> {
                    throw new StackOverflowError();
                },
                Errors.deadLetter()));
        map.event("deep", 0);

        assertThat(map.sideOutput(DeadLetter.OUTPUT)).hasSize(1);
    }

    @Test
    void shouldPrintALetterInOneLine() {
        DeadLetter letter = new DeadLetter("parse", "a\tb\nc\\d\r", "bad", Optional.of(Instant.EPOCH));

        assertThat(letter).hasToString("parse\t1970-01-01T00:00:00Z\tbad\ta\\tb\\nc\\\\d\\r");
        assertThat(new DeadLetter("parse", "e", "bad", Optional.empty())).hasToString("parse\t\tbad\te");
    }

    private static <O> OperatorHarness<String, O> opened(Operator<String, O> operator) throws Exception {
        return OperatorHarness.of(operator).open();
    }

    private static Batch<String> rows(String... events) {
        Batch<String> batch = new Batch<>(events.length);
        for (int row = 0; row < events.length; row++) {
            batch.add(events[row], row);
        }
        return batch;
    }

    /** Fails where it comes to what is no number. */
    private static Iterable<Integer> numbersOf(String text) {
        List<String> words = new ArrayList<>(List.of(text.split(" ", -1)));
        return () -> words.stream().map(Integer::parseInt).iterator();
    }

    @SuppressWarnings("unchecked") // E is nothing but what hides the checked exception from the compiler
    private static <E extends Throwable> Integer thrown(Throwable error) throws E {
        throw (E) error;
    }
}
