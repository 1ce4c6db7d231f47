package io.millrace.window;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Windows as users put them into pipelines, with each kind of emission. */
class AlignedWindowsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /** Counts of the given hours, each as "count[start,end)" in hours since the epoch. */
    private static List<String> counts(
            KeyedExtension<String, Long, WindowedStream<String, Long>> windows,
            Emit<? super Long> emit,
            Long... hours) {
        Pipeline pipeline = Pipeline.create("counts");
        pipeline.source("hours", Sources.of(hours))
                .timestamps(Timestamps.millis(hour -> ofHours(hour).toMillis()), Watermarks.ascending())
                .keyBy(hour -> "k")
                .window(windows)
                .aggregate("counts", Aggregates.count(), emit)
                .map(AlignedWindowsTest::text)
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(1).run();
        return run.output("out").stream().map(String::valueOf).toList();
    }

    private static String text(WindowResult<String, Long> result) {
        return result.value() + "[" + hour(result.start()) + "," + hour(result.end()) + ")";
    }

    private static long hour(Instant time) {
        return time.toEpochMilli() / ofHours(1).toMillis();
    }

    @Test
    void shouldSlide() {
        assertThat(counts(Windows.sliding(ofHours(4), ofHours(2)), Emit.atEnd(), 1L, 2L, 3L, 8L))
                .containsExactly("1[-2,2)", "3[0,4)", "2[2,6)", "1[6,10)", "1[8,12)");
    }

    @Test
    void shouldSlideWithEveryEmission() {
        assertThat(counts(Windows.sliding(ofHours(4), ofHours(2)), Emit.onUpdate(), 1L, 2L))
                .containsExactly("1[-2,2)", "1[0,4)", "2[0,4)", "1[2,6)");
        assertThat(counts(Windows.sliding(ofHours(4), ofHours(2)), Emit.whenFirst(count -> count > 1), 1L, 2L, 3L))
                .containsExactly("2[0,4)", "2[2,6)");
        assertThat(counts(Windows.sliding(ofHours(4), ofHours(2)), Emit.everyEvents(2), 1L, 2L, 3L))
                .containsExactly("2[0,4)", "2[2,6)", "1[-2,2)", "3[0,4)", "2[2,6)");
        assertThat(counts(
                        Windows.sliding(ofHours(4), ofHours(2)),
                        Emit.<Long>everyEvents(2).discarding(),
                        1L,
                        2L,
                        3L))
                .containsExactly("2[0,4)", "2[2,6)", "1[-2,2)", "1[0,4)");
    }

    @Test
    void shouldGrow() {
        assertThat(counts(Windows.cumulative(ofHours(6), ofHours(2)), Emit.atEnd(), 1L, 2L, 7L))
                .containsExactly("1[0,2)", "2[0,4)", "2[0,6)", "1[6,8)", "1[6,10)", "1[6,12)");
        assertThat(counts(Windows.cumulative(ofHours(6), ofHours(2)), Emit.onUpdate(), 1L, 2L))
                .containsExactly("1[0,2)", "1[0,4)", "1[0,6)", "2[0,4)", "2[0,6)");
    }

    @Test
    void shouldTumbleWithEveryEmission() {
        assertThat(counts(Windows.tumbling(ofHours(4)), Emit.every(ofDays(10)), 1L, 2L, 3L, 4L))
                .containsExactly("3[0,4)", "1[4,8)");
        assertThat(counts(Windows.tumbling(ofHours(4)), Emit.<Long>atEnd().discarding(), 1L, 2L, 4L))
                .containsExactly("2[0,4)", "1[4,8)");
        assertThat(counts(Windows.tumbling(ofHours(4)), Emit.onUpdate(), 1L, 2L, 4L))
                .containsExactly("1[0,4)", "2[0,4)", "1[4,8)");
    }

    @Test
    void shouldGoByTheCalendar() {
        // each hour from the Friday before clocks are set forward to the Tuesday behind
        long first = hourOf(2024, 3, 29);
        long end = hourOf(2024, 4, 2);
        Long[] hours =
                Stream.iterate(first, hour -> hour < end, hour -> hour + 1).toArray(Long[]::new);
        long sunday = hourOf(2024, 3, 31);
        long monday = hourOf(2024, 4, 1);
        assertThat(monday - sunday).isEqualTo(23);
        assertThat(counts(Windows.daily(BERLIN), Emit.atEnd(), hours))
                .containsExactly(
                        "24[" + first + "," + (first + 24) + ")",
                        "24[" + (first + 24) + "," + sunday + ")",
                        "23[" + sunday + "," + monday + ")",
                        "24[" + monday + "," + end + ")");
        assertThat(counts(Windows.weekly(BERLIN, DayOfWeek.MONDAY), Emit.atEnd(), hours))
                .containsExactly(
                        "71[" + (monday - ofDays(7).toHours() + 1) + "," + monday + ")",
                        "24[" + monday + "," + (monday + ofDays(7).toHours()) + ")");
        assertThat(counts(Windows.monthly(BERLIN), Emit.atEnd(), hours))
                .containsExactly(
                        "71[" + hourOf(2024, 3, 1) + "," + monday + ")",
                        "24[" + monday + "," + hourOf(2024, 5, 1) + ")");
        assertThat(counts(Windows.daily(BERLIN), Emit.every(ofDays(10)), first, first + 1, sunday))
                .containsExactly("2[" + first + "," + (first + 24) + ")", "1[" + sunday + "," + monday + ")");
    }

    private static long hourOf(int year, int month, int day) {
        return hour(LocalDateTime.of(year, month, day, 0, 0).atZone(BERLIN).toInstant());
    }
}
