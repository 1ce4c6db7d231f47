package io.millrace.window;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.graph.KeySelector;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WindowsTest {

    private final Pipeline pipeline = Pipeline.create("test");
    private final EventStream<String> stream = pipeline.source("words", Sources.of("a", "b"));

    @ParameterizedTest(name = "TU-6: size {0}, offset {1}")
    @CsvSource({"-1000,0", "0,0", "10000,20000", "10000,-11000", "10000,10000", "10000,-10000"})
    void shouldRejectTumblingWindowsThatAreNone(long size, long offset) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.keyBy(word -> word)
                        .window(Windows.tumbling(ofMillis(size)))
                        .offset(ofMillis(offset)))
                .withMessageContaining("tumbling window")
                .withMessageContaining(String.valueOf(ofMillis(size <= 0 ? size : offset)));
    }

    @ParameterizedTest(name = "SL-5: size {0}, slide {1}, offset {2}")
    @CsvSource({
        "-2000,1000,0,PT-2S",
        "2000,-1000,0,PT-1S",
        "2000,0,0,PT0S",
        "-20,10,-1,PT-0.02S",
        "20,10,-11,PT-0.011S",
        "20,10,11,PT0.011S",
        "20,10,10,PT0.01S"
    })
    void shouldRejectSlidingWindowsThatAreNone(long size, long slide, long offset, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.keyBy(word -> word)
                        .window(Windows.sliding(ofMillis(size), ofMillis(slide)))
                        .offset(ofMillis(offset)))
                .withMessageContaining("sliding window")
                .withMessageContaining(named);
    }

    @Test
    void shouldRejectCumulativeWindowsThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.cumulative(ofSeconds(10), ofSeconds(3)))
                .withMessage("the size of a cumulative window must be a multiple of its step, PT3S, but is PT10S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.cumulative(ofSeconds(1), ofSeconds(3)))
                .withMessageContaining("PT3S, but is PT1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.cumulative(ofSeconds(1), Duration.ZERO))
                .withMessage("the step of a cumulative window must be at least a millisecond, but is PT0S");
        WindowedStream<String, String> windows =
                stream.keyBy(word -> word).window(Windows.cumulative(ofSeconds(10), ofSeconds(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> windows.offset(ofSeconds(2)))
                .withMessage("the offset of a cumulative window must be less than its step, PT2S,"
                        + " in either direction, but is PT2S");
    }

    @Test
    void shouldRejectCalendarWindowsThatAreNone() {
        assertThatNullPointerException()
                .isThrownBy(() -> Windows.daily(null))
                .withMessage("the zone of a daily window must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> Windows.weekly(ZoneOffset.UTC, null))
                .withMessage("the first day of a weekly window must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> Windows.monthly(null))
                .withMessage("the zone of a monthly window must not be null");
        WindowedStream<String, String> windows = stream.keyBy(word -> word).window(Windows.daily(ZoneOffset.UTC));
        assertThatThrownBy(() -> windows.offset(ofSeconds(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a daily window has no offset; tumbling, sliding and cumulative windows have."
                        + " The time zone says when calendar windows begin");
    }

    @Test
    void shouldDescribeAlignedWindowsInTheGraph() {
        EventStream<String> timed = stream.timestamps(Timestamps.millis(word -> 0), Watermarks.ascending());
        timed.keyBy(word -> word)
                .window(Windows.sliding(ofMinutes(5), ofMinutes(1)))
                .aggregate("slid", Aggregates.count())
                .to("out", Sinks.discard());
        timed.keyBy(word -> word)
                .window(Windows.cumulative(ofMinutes(5), ofMinutes(1)))
                .offset(ofSeconds(-1))
                .aggregate("grown", Aggregates.count())
                .to("out2", Sinks.discard());
        timed.keyBy(word -> word)
                .window(Windows.weekly(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY))
                .aggregate("weeks", Aggregates.count())
                .to("out3", Sinks.discard());
        assertThat(pipeline.graph().text())
                .contains("sliding window")
                .contains("size PT5M, slide PT1M")
                .contains("cumulative window")
                .contains("size PT5M, step PT1M, offset PT-1S")
                .contains("weekly window")
                .contains("zone Europe/Berlin, first day MONDAY");
    }

    @Test
    void shouldRejectGapsAndLatenessThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.session(Duration.ZERO))
                .withMessage("the gap of a session window must be at least a millisecond, but is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.session(Duration.ofNanos(999_999)))
                .withMessageContaining("PT0.000999999S");
        assertThatNullPointerException()
                .isThrownBy(() -> Windows.tumbling(null))
                .withMessage("the size of a tumbling window must not be null");
        WindowedStream<String, String> windows = stream.keyBy(word -> word).window(Windows.session(ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> windows.allowedLateness(ofSeconds(-1)))
                .withMessage("the allowed lateness must not be negative, but is PT-1S");
        assertThatNullPointerException()
                .isThrownBy(() -> windows.aggregate("counts", null))
                .withMessage("the aggregate of window 'counts' must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> windows.aggregate("counts", Aggregates.count(), null))
                .withMessage("the emission of window 'counts' must not be null");
    }

    static Stream<Arguments> shapesThatAreNone() {
        return Stream.of(
                none(() -> new WindowShape.Tumbling(0, 0), () -> Windows.tumbling(Duration.ZERO)),
                none(() -> new WindowShape.Sliding(-1, 1, 0), () -> Windows.sliding(ofMillis(-1), ofMillis(1))),
                none(() -> new WindowShape.Sliding(1, 0, 0), () -> Windows.sliding(ofMillis(1), Duration.ZERO)),
                none(() -> new WindowShape.Cumulative(0, 1, 0), () -> Windows.cumulative(Duration.ZERO, ofMillis(1))),
                none(() -> new WindowShape.Cumulative(1, 0, 0), () -> Windows.cumulative(ofMillis(1), Duration.ZERO)),
                none(() -> new WindowShape.Cumulative(5, 2, 0), () -> Windows.cumulative(ofMillis(5), ofMillis(2))),
                none(() -> new WindowShape.Session(0), () -> Windows.session(Duration.ZERO)),
                none(() -> new WindowShape.SessionWithGap<String>(null), () -> Windows.sessionWithGap(null)),
                none(() -> new WindowShape.Assigned<String>(null), () -> Windows.assignedBy(null)),
                none(() -> new WindowShape.Count(0, 0), () -> Windows.count(0)),
                none(() -> new WindowShape.Count(0, 1), () -> Windows.countSliding(0, 1)),
                none(() -> new WindowShape.Count(1, -1), () -> Windows.countSliding(1, -1)),
                none(() -> new WindowShape.Trailing(0), () -> Windows.trailing(Duration.ZERO)),
                none(
                        () -> new WindowShape.Calendar(ChronoUnit.WEEKS, ZoneOffset.UTC, null),
                        () -> Windows.weekly(ZoneOffset.UTC, null)),
                none(() -> new WindowShape.Calendar(ChronoUnit.DAYS, null, null), () -> Windows.daily(null)),
                none(() -> new Triggers.EveryEvents(0), () -> Emit.everyEvents(0)),
                none(() -> new Triggers.EveryInterval(0, false), () -> Emit.every(Duration.ZERO)),
                none(() -> new Triggers.EveryInterval(0, true), () -> Emit.everyProcessingTime(Duration.ZERO)),
                none(() -> new Triggers.WhenFirst<>(null), () -> Emit.whenFirst(null)));
    }

    private static Arguments none(ThrowingCallable shape, ThrowingCallable words) {
        return Arguments.of(shape, words);
    }

    @ParameterizedTest
    @MethodSource("shapesThatAreNone")
    void shouldRejectWhatIsMadeWithoutTheWordsAsTheWordsDo(ThrowingCallable shape, ThrowingCallable words) {
        Throwable said = catchThrowable(words);

        assertThatThrownBy(shape).isExactlyInstanceOf(said.getClass()).hasMessage(said.getMessage());
    }

    @Test
    void shouldRejectAnEmissionWithoutATrigger() {
        assertThatThrownBy(() -> Emit.when(null)).hasMessage("the trigger must not be null");
    }

    @Test
    void shouldRejectOffsetsAndUnitsThatShapesDoNotHave() {
        for (ThrowingCallable shape : List.<ThrowingCallable>of(
                () -> new WindowShape.Tumbling(10, 10),
                () -> new WindowShape.Sliding(20, 10, -10),
                () -> new WindowShape.Cumulative(20, 10, 10))) {
            assertThatThrownBy(shape)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("the offset of a .* window must be less than its .*, PT0.01S, in either"
                            + " direction, but is PT-?0.01S");
        }
        assertThatThrownBy(() -> new WindowShape.Calendar(ChronoUnit.HOURS, ZoneOffset.UTC, null))
                .hasMessage("the unit of a calendar window must be days, weeks or months, but is Hours");
        assertThatThrownBy(() -> new WindowShape.Calendar(ChronoUnit.MONTHS, ZoneOffset.UTC, DayOfWeek.MONDAY))
                .hasMessage("a monthly window has no first day, but is given MONDAY");
    }

    @Test
    void shouldRejectSpecsThatWordsWouldReject() {
        KeySelector<String, String> key = stream.keyBy(word -> word).key();
        WindowShape<Object> minutes = new WindowShape.Tumbling(60_000, 0);
        assertThatThrownBy(() -> spec(null, key, 0)).hasMessage("the shape of window 'counts' must not be null");
        assertThatThrownBy(() -> spec(minutes, null, 0)).hasMessage("the key of window 'counts' must not be null");
        assertThatThrownBy(() -> spec(minutes, key, -1))
                .hasMessage("the allowed lateness of window 'counts' must not be negative, but is PT-0.001S");
        assertThatThrownBy(() -> spec(new WindowShape.Count(3, 3), key, 1))
                .hasMessageStartingWith("no event is ever late for a count window");
    }

    private static WindowSpec<String, String, Long> spec(
            WindowShape<? super String> shape, KeySelector<String, String> key, long lateness) {
        return new WindowSpec<>("counts", shape, key, null, lateness, false, false, Aggregates.count(), Emit.atEnd());
    }

    @Test
    @DisplayName("WM-39: streams without timestamps are refused")
    void shouldRejectStreamsWithoutTimestamps() {
        stream.keyBy(word -> word)
                .window(Windows.tumbling(ofMinutes(1)))
                .aggregate("counts", Aggregates.count())
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> pipeline.graph().validated())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("counts")
                .hasMessageContaining("timestamps");
    }

    @Test
    void shouldDescribeItselfInTheGraph() {
        WindowedResults<String, String, Long> counts = stream.timestamps(
                        Timestamps.millis(word -> 0), Watermarks.ascending())
                .keyBy(word -> word)
                .window(Windows.tumbling(ofMinutes(5)))
                .offset(ofMinutes(-1))
                .allowedLateness(ofSeconds(10))
                .aggregate("counts", Aggregates.count(), Emit.onUpdate())
                .parallelism(3);
        counts.to("out", Sinks.discard());
        counts.late().to("late", Sinks.discard());
        assertThat(pipeline.graph().text())
                .contains("tumbling window")
                .contains("counts")
                .contains("size PT5M")
                .contains("offset PT-1M")
                .contains("allowed lateness PT10S")
                .contains("emit on every update");
    }
}
