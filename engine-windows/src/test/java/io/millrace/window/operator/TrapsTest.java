package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Aggregate;
import io.millrace.operator.Batch;
import io.millrace.operator.Output;
import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.time.EventTime;
import io.millrace.window.Aggregates;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import io.millrace.window.spi.WindowAssigner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What home-made window operators get wrong, where no other test has it. */
class TrapsTest {

    private static final int MANY = 30_000;

    /** Calls at fixed times, one after the other, and never again. */
    private static final class At implements Trigger<Object, int[]> {

        private static final long serialVersionUID = 1;

        private final boolean byClock;
        private final boolean advances;
        private final long[] times;

        private At(boolean byClock, boolean advances, long... times) {
            this.byClock = byClock;
            this.advances = advances;
            this.times = times;
        }

        @Override
        public int[] create() {
            return new int[1];
        }

        @Override
        public boolean onEvent(int[] next, TriggerContext<?> window) {
            return false;
        }

        @Override
        public boolean onTime(int[] next, TriggerContext<?> window) {
            next[0] += advances ? 1 : 0;
            return true;
        }

        @Override
        public long nextTime(int[] next) {
            return next[0] == times.length ? NEVER : times[next[0]];
        }

        @Override
        public boolean usesProcessingTime() {
            return byClock;
        }

        @Override
        public boolean emitsAtEnd() {
            return false;
        }

        @Override
        public Type<int[]> stateType() {
            return Type.of(int[].class);
        }

        @Override
        public void merge(int[] next, int[] other) {
            next[0] = Math.max(next[0], other[0]);
        }
    }

    @Test
    void shouldNotCallATriggerThatAsksForNothingWhenTimeEnds() throws Exception {
        OperatorHarness<Event, String> harness = harness(everything(), new At(false, true, 5), 0);
        harness.event(Event.parse("1@0"), 0).watermark(10).watermark(EventTime.MAX);
        assertThat(harness.output()).hasSize(1);
        assertThat(harness.keyedState().size()).isZero();
    }

    @Test
    void shouldTellByTheTimeOfTheTriggerWhetherAResultIsEarlyHoweverTheWatermarkJumps() throws Exception {
        for (long[] watermarks : new long[][] {{100}, {5, 9, 12, 100}}) {
            OperatorHarness<Event, String> harness = harness(tens(), new At(false, true, 5, 9, 12), 50);
            harness.event(Event.parse("1@0"), 0);
            for (long watermark : watermarks) {
                harness.watermark(watermark);
            }
            assertThat(harness.output().stream().map(OperatorHarness.Emitted::value))
                    .containsExactly("EARLY 0", "ON_TIME 1", "LATE 2");
        }
    }

    @Test
    void shouldSayWhatToDoWhenATriggerAsksForTheSameTimeAgain() throws Exception {
        OperatorHarness<Event, String> harness = harness(tens(), new At(false, false, 5), 0);
        harness.event(Event.parse("1@0"), 0);
        assertThatThrownBy(() -> harness.watermark(7)).hasMessageContaining("its nextTime() has to advance");
    }

    @Test
    void shouldKeepNoTimerOfTheClockWhenTheWindowsOfAKeyAreOver() throws Exception {
        OperatorHarness<Event, String> harness = harness(tens(), new At(true, true, 1_000), 0);
        harness.event(Event.parse("1@0"), 0).watermark(9);
        assertThat(harness.keyedState().size()).isZero();
        assertThat(harness.advance(Duration.ofSeconds(2)).output()).isEmpty();
    }

    @Test
    void shouldFireOnceWhenTheClockGoesBackAndForth() throws Exception {
        WindowOperator<String, Event, String> operator = operator(tens(), new At(true, true, 1_000), 0);
        OperatorHarness<Event, String> harness = open(operator).event(Event.parse("1@0"), 0);
        List<String> results = new ArrayList<>();
        harness.atWork(Duration.ofSeconds(1));
        for (long millis : new long[] {1_000, 400, 1_000, 1_001}) {
            assertThat(operator.onProcessingTime(millis, into(results))).isTrue();
        }
        assertThat(results).containsExactly("EARLY 0");
        assertThat(harness.output()).isEmpty();
    }

    @Test
    void shouldNotFireAgainWhenTheClockOfWindowsGoesBack() throws Exception {
        WindowOperator<String, Event, String> operator =
                WindowOperator.tumbling(new PaneGrid(10, 0), logic(Emission.atEnd(Aggregates.count()), 0, true));
        open(operator).event(Event.parse("1@77"), 77).atWork(Duration.ofMillis(10));
        List<String> results = new ArrayList<>();
        for (long millis : new long[] {9, 10, 3, 10, 11}) {
            assertThat(operator.onProcessingTime(millis, into(results))).isTrue();
        }
        assertThat(results).containsExactly("ON_TIME 0");
    }

    @Test
    void shouldWakeForTrailingWindowsThatGoByTheClockAfterARestart() throws Exception {
        OperatorHarness<Event, String> harness = open(trailingByClock()).event(Event.parse("1@77"), 77);
        harness.restart(trailingByClock()).advance(Duration.ofMillis(1));
        assertThat(harness.output().stream().map(OperatorHarness.Emitted::value))
                .containsExactly("ON_TIME 0");
    }

    private static WindowOperator<String, Event, String> trailingByClock() {
        return WindowOperator.trailing(10, logic(Emission.atEnd(Aggregates.count()), 0, true));
    }

    @Test
    void shouldHoldNothingWhenTheWindowsOfManyKeysAreOver() throws Exception {
        OperatorHarness<Event, String> sessions = open(WindowOperator.keyed(
                SessionWindowTest.sessions(10), logic(Emission.atEnd(Aggregates.count()), 5, false)));
        OperatorHarness<Event, String> tumbling =
                open(WindowOperator.tumbling(new PaneGrid(10, 0), logic(Emission.atEnd(Aggregates.count()), 5, false)));
        for (OperatorHarness<Event, String> harness : List.of(sessions, tumbling)) {
            for (int i = 0; i < MANY; i++) {
                harness.event(new Event("k" + i, i, i), i);
            }
            assertThat(harness.watermark(MANY).watermark(EventTime.MAX).output())
                    .hasSize(MANY);
            assertThat(harness.keyedState().size()).isZero();
        }
    }

    @Test
    void shouldTouchNothingButTheAccumulatorWhenASessionGoesOnAndOn() throws Exception {
        MergeCount merges = new MergeCount();
        OperatorHarness<Event, String> harness =
                open(WindowOperator.keyed(SessionWindowTest.sessions(10), logic(Emission.atEnd(merges), 0, false)));
        for (int i = 0; i < MANY; i++) {
            harness.event(new Event("k", i, i), i).watermark(i);
        }
        assertThat(harness.keyedState().size()).as("the session").isEqualTo(1);
        harness.watermark(EventTime.MAX);
        assertThat(harness.output()).hasSize(1);
        assertThat(merges.merges).isZero();
    }

    /** Counts events, and how often accumulators are merged. */
    private static final class MergeCount implements Aggregate<Object, long[], Long> {

        private static final long serialVersionUID = 1;

        private int merges;

        @Override
        public Type<long[]> accumulatorType(Type<?> events) {
            return Type.of(long[].class);
        }

        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] count, Object event, long timestamp) {
            count[0]++;
        }

        @Override
        public void merge(long[] count, long[] other) {
            merges++;
            count[0] += other[0];
        }

        @Override
        public Long result(long[] count) {
            return count[0];
        }
    }

    private static WindowAssigner<Event> tens() {
        return (event, timestamp, windows) -> windows.add(0, 10);
    }

    private static WindowAssigner<Event> everything() {
        return (event, timestamp, windows) -> windows.add(EventTime.NONE, EventTime.MAX);
    }

    private static OperatorHarness<Event, String> harness(
            WindowAssigner<Event> assigner, Trigger<Object, ?> trigger, long lateness) throws Exception {
        return open(operator(assigner, trigger, lateness));
    }

    private static WindowOperator<String, Event, String> operator(
            WindowAssigner<Event> assigner, Trigger<Object, ?> trigger, long lateness) {
        return WindowOperator.keyed(
                assigner, logic(Emission.triggered(Aggregates.count(), trigger, false), lateness, false));
    }

    private static <A> WindowLogic<String, Event, A, Long, String> logic(
            Emission<? super Event, A, Long> emission, long lateness, boolean byClock) {
        return new WindowLogic<>(
                Event::key,
                emission,
                (key, start, end, value, pane) -> text(pane),
                lateness,
                byClock,
                Type.of(Event.class));
    }

    private static String text(PaneInfo pane) {
        return pane.timing() + " " + pane.index();
    }

    private static OperatorHarness<Event, String> open(WindowOperator<String, Event, String> operator)
            throws Exception {
        return OperatorHarness.of(operator).keyedBy(Event::key).snapshots().open();
    }

    private static Output<String> into(List<String> results) {
        return new Output<>() {
            @Override
            public void emit(String value, long timestamp) {
                results.add(value);
            }

            @Override
            public void emit(String value, long timestamp, int hash) {
                results.add(value);
            }

            @Override
            public Batch<String> emitAll(Batch<? extends String> batch) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean hasRoom() {
                return true;
            }

            @Override
            public void emitWatermark(long watermark) {}

            @Override
            public void emitIdle() {}

            @Override
            public void emitActive() {}
        };
    }
}
