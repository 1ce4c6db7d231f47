package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.function.Fn;
import io.millrace.operator.OperatorException;
import io.millrace.operator.SideOutput;
import io.millrace.testing.OperatorHarness;
import io.millrace.time.EventTime;
import io.millrace.window.Aggregates;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowErrorsTest {

    private static final Event EVENT = new Event("k", 7, 3);

    /** The operators under test: what is said about errors holds for each. */
    enum Kind {
        TUMBLING,
        SLIDING,
        SESSION,
        TRAILING;

        OperatorHarness<Event, String> harness(Fn<Event, String> key, Emission<? super Event, ?, ?> emission)
                throws Exception {
            return OperatorHarness.of(operator(logic(key, emission)))
                    .keyedBy(Event::key)
                    .open();
        }

        private <A> WindowOperator<String, Event, String> operator(WindowLogic<String, Event, A, ?, String> logic) {
            return switch (this) {
                case TUMBLING -> WindowOperator.tumbling(new PaneGrid(10, 0), logic);
                case SLIDING -> WindowOperator.sliding(new SlidingGrid(10, 5, 0), logic);
                case SESSION -> WindowOperator.keyed(SessionWindowTest.sessions(10), logic);
                case TRAILING -> WindowOperator.trailing(10, logic);
            };
        }

        private static <A, R> WindowLogic<String, Event, A, R, String> logic(
                Fn<Event, String> key, Emission<? super Event, A, R> emission) {
            return new WindowLogic<>(key, emission, (k, start, end, value, pane) -> k + "=" + value, 0, false, null);
        }
    }

    @ParameterizedTest(name = "WM-39 {0}")
    @EnumSource
    void shouldNameOperatorAndRemedyWhenAnEventHasNoTimestamp(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness = kind.harness(Event::key, Emission.atEnd(Aggregates.count()));
        assertThatThrownBy(() -> harness.event(EVENT, EventTime.NONE))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("operator 'harness'")
                .hasMessageContaining("k:7@3")
                .hasMessageContaining("no timestamp; put .timestamps(...) before window 'harness'");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRejectNullKeys(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness = kind.harness(event -> null, Emission.atEnd(Aggregates.count()));
        assertThatThrownBy(() -> harness.event(EVENT, 3))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("k:7@3")
                .hasMessageContaining("the key must not be null; filter such events out before keyBy");
    }

    @ParameterizedTest
    @EnumSource
    void shouldSurviveAKeyFunctionThatFails(Kind kind) throws Exception {
        Fn<Event, String> key = event -> {
            throw new NoSuchElementException("no key");
        };
        OperatorHarness<Event, String> harness = kind.harness(key, Emission.atEnd(Aggregates.count()));
        assertThatThrownBy(() -> harness.event(EVENT, 3))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no key")
                .hasCauseInstanceOf(NoSuchElementException.class);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameEventAndKeyWhenTheAggregateFails(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness = kind.harness(
                Event::key, Emission.atEnd(Aggregates.sumLong(event -> event.value() / (event.time() - 3))));
        harness.event(new Event("k", 8, 4), 4);
        assertThatThrownBy(() -> harness.event(EVENT, 3))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("failed on k:7@3, key k, event time 1970-01-01T00:00:00.003Z")
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameTheKeyWhenAResultFails(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness = kind.harness(
                Event::key, Emission.atEnd(Aggregates.filtering(event -> false, Aggregates.<Event>last())));
        harness.event(EVENT, 3);
        assertThatThrownBy(() -> harness.watermark(100))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("key k")
                .hasMessageContaining("result of the aggregate returned null");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLIDING") // which emits at the end only
    void shouldNameTheEventWhenTheConditionFails(Kind kind) throws Exception {
        OperatorHarness<Event, String> harness =
                kind.harness(Event::key, Emission.whenFirst(Aggregates.count(), count -> 1 / (count - 1) > 0));
        assertThatThrownBy(() -> harness.event(EVENT, 3))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("failed on k:7@3, key k")
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepNothingOfLateEvents(Kind kind) throws Exception {
        WindowOperator<String, Event, String> operator =
                kind.operator(Kind.logic(Event::key, Emission.atEnd(Aggregates.count())));
        OperatorHarness<Event, String> harness =
                OperatorHarness.of(operator).keyedBy(Event::key).open();
        harness.watermark(100).event(EVENT, 3);
        assertThat(harness.sideOutput(SideOutput.LATE)).containsExactly(new OperatorHarness.Emitted<>(EVENT, 3));
        assertThat(harness.keyedState().size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayHowToTellTheTypesThatSnapshotsNeed(Kind kind) throws Exception {
        Emission<Event, ?, Event> emission = Emission.atEnd(Aggregates.first());
        assertThatThrownBy(() -> OperatorHarness.of(kind.operator(Kind.logic(Event::key, emission)))
                        .keyedBy(Event::key)
                        .snapshots()
                        .open())
                .hasMessageContainingAll("'harness'", "its accumulators", "first() keeps events", ".typed(");
        OperatorHarness.of(kind.operator(Kind.logic(Event::key, emission)))
                .keyedBy(Event::key)
                .open()
                .event(EVENT, 3);
    }

    /** Does not tell the type of its state. */
    private record Silent() implements Trigger<Object, StringBuilder> {

        @Override
        public StringBuilder create() {
            return new StringBuilder();
        }

        @Override
        public boolean onEvent(StringBuilder state, TriggerContext<?> window) {
            return false;
        }

        @Override
        public void merge(StringBuilder state, StringBuilder other) {}
    }

    @Test
    void shouldSayHowATriggerTellsTheTypeOfItsState() {
        Emission<Object, ?, Long> emission = Emission.triggered(Aggregates.count(), new Silent(), false);
        WindowOperator<String, Event, String> operator =
                WindowOperator.keyed(new Assigners.Grid(new PaneGrid(10, 0)), Script.logic(emission, 0));
        assertThatThrownBy(() -> OperatorHarness.of(operator)
                        .keyedBy(Event::key)
                        .snapshots()
                        .open())
                .hasMessageContainingAll("'harness'", "trigger Silent", "override stateType()");
    }
}
