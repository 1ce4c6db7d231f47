package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WindowGridTest {

    private static final long MIN = Long.MIN_VALUE + 1;
    private static final long MAX = Long.MAX_VALUE;

    @ParameterizedTest(name = "{0}: {1}/{2}, offset {3}, at {4}")
    @CsvSource(delimiter = '|', textBlock = """
            SL-4  | 5000 | 1000 | 500 | 100  | -4500 -3500 -2500 -1500 -500
            SL-4  | 5000 | 1000 | 500 | 5499 | 500 1500 2500 3500 4500
            SL-4  | 5000 | 1000 | 500 | 5100 | 500 1500 2500 3500 4500
            SL-8  | 7    | 5    | 0   | 9    | 5
            SL-9  | 3    | 10   | 0   | 2    | 0
            SL-9  | 3    | 10   | 0   | 3    |
            SL-9  | 3    | 10   | 0   | 9    |
            SL-10 | 10   | 5    | 2   | 2    | -3 2
            SL-12 | 12   | 5    | 0   | 21   | 10 15 20
            """)
    void shouldTellTheSlidingWindowsOfATimestamp(
            String id, long size, long slide, long offset, long timestamp, String starts) {
        List<String> windows = new ArrayList<>();
        new Assigners.Grid(new SlidingGrid(size, slide, offset)).assign("", timestamp, (start, end) -> {
            assertThat(end).isEqualTo(start + size);
            windows.add(String.valueOf(start));
        });
        assertThat(String.join(" ", windows)).as(id).isEqualTo(starts == null ? "" : starts);
    }

    @Test
    void shouldHaveFewPanesWhenSizeAndSlideHaveNoCommonDivisor() {
        SlidingGrid grid = new SlidingGrid(300_001, 60_000, 0);
        int panes = 0;
        for (long start = 0; start < 300_001; start = grid.lastOf(start) + 1) {
            panes++;
        }
        assertThat(panes).isEqualTo(11);
    }

    static Stream<WindowGrid> grids() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        return Stream.of(
                new PaneGrid(7, 3),
                new PaneGrid(MAX, -5),
                new SlidingGrid(10, 3, 1),
                new SlidingGrid(3, 10, -9),
                new SlidingGrid(MAX, 7, 2),
                new SlidingGrid(MAX, MAX, MAX - 1),
                new SlidingGrid(5, MAX, 1 - MAX),
                new SlidingGrid(1, 1, 0),
                new CumulativeGrid(30, 10, -7),
                new CumulativeGrid(MAX - MAX % 1000, 1000, 999),
                daily(berlin),
                weekly(berlin, DayOfWeek.SUNDAY),
                monthly(berlin),
                daily(ZoneOffset.ofHoursMinutesSeconds(-7, -12, -55)));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void shouldDivideAllOfTime(WindowGrid grid) {
        Seeds.check(20, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (long base : new long[] {MIN, 0, random.nextLong(), MAX}) {
                checkAround(grid, base, random);
            }
        });
    }

    private static void checkAround(WindowGrid grid, long base, SplittableRandom random) {
        for (long magnitude = 1; magnitude > 0 && magnitude < MAX / 8; magnitude *= 8) {
            long timestamp = Math.max(EventTime.plus(base, random.nextLong(-magnitude, magnitude + 1)), MIN);
            long start = grid.startOf(timestamp);
            long last = grid.lastOf(timestamp);
            assertThat(timestamp).isBetween(start, last);
            assertThat(grid.startOf(start)).isEqualTo(start);
            assertThat(grid.startOf(last)).isEqualTo(start);
            assertThat(grid.lastOf(start)).isEqualTo(last);
            if (last < MAX) {
                assertThat(grid.startOf(last + 1)).isEqualTo(last + 1);
            }
            checkWindows(grid, start, last);
        }
    }

    private static void checkWindows(WindowGrid grid, long start, long last) {
        long first = grid.windowLastFrom(start);
        assertThat(first).isGreaterThanOrEqualTo(last);
        assertThat(grid.windowLastFrom(first)).isEqualTo(first);
        long lastWindow = grid.lastWindowOf(start);
        if (grid.isInWindow(start)) {
            assertThat(grid.windowStart(first)).isLessThanOrEqualTo(start);
            assertThat(grid.windowLastFrom(lastWindow)).isEqualTo(lastWindow).isGreaterThanOrEqualTo(first);
            assertThat(grid.windowStart(lastWindow)).isLessThanOrEqualTo(start);
        } else {
            assertThat(grid.windowStart(first)).isGreaterThan(start);
        }
        if (lastWindow < MAX && lastWindow >= start) {
            long next = grid.windowLastFrom(lastWindow + 1);
            assertThat(grid.windowStart(next)).isGreaterThan(start);
        }
    }

    @ParameterizedTest(name = "{0}, {1}: {2} hours")
    @CsvSource({
        "Europe/Berlin, 2024-03-31, 23",
        "Europe/Berlin, 2024-10-27, 25",
        "Europe/Berlin, 2024-06-01, 24",
        "America/New_York, 2024-11-03, 25",
        // the clocks go from midnight to one
        "America/Sao_Paulo, 2018-11-04, 23",
        // and from midnight back to eleven
        "America/Sao_Paulo, 2018-02-17, 25",
        "Asia/Beirut, 2022-03-27, 23",
        // one minute past midnight back to eleven: the day begins with the first midnight
        "America/St_Johns, 2006-10-29, 25",
        // the thirtieth was skipped
        "Pacific/Apia, 2011-12-29, 24",
        "Pacific/Apia, 2011-12-31, 24",
        "UTC, 2016-12-31, 24"
    })
    void shouldHaveDaysAsLongAsTheClocksSay(String zone, LocalDate date, int hours) {
        ZoneId place = ZoneId.of(zone);
        CalendarGrid grid = daily(place);
        long noon = date.atTime(12, 0).atZone(place).toInstant().toEpochMilli();
        long start = grid.startOf(noon);
        assertThat(Duration.ofMillis(grid.lastOf(noon) + 1 - start)).isEqualTo(Duration.ofHours(hours));
        assertThat(start).isEqualTo(date.atStartOfDay(place).toInstant().toEpochMilli());
    }

    @ParameterizedTest(name = "{0}, {1}: {2} to {3}")
    @CsvSource({
        "MONDAY, 2024-03-31T12:00, 2024-03-25, 2024-04-01",
        "SUNDAY, 2024-03-31T00:00, 2024-03-31, 2024-04-07",
        "SATURDAY, 1969-12-31T23:59, 1969-12-27, 1970-01-03",
        ", 2024-02-29T12:00, 2024-02-01, 2024-03-01",
        ", 2024-10-27T02:30, 2024-10-01, 2024-11-01",
        ", 1899-12-31T23:59, 1899-12-01, 1900-01-01"
    })
    void shouldHaveWeeksAndMonths(DayOfWeek firstDay, LocalDateTime time, LocalDate start, LocalDate end) {
        ZoneId place = ZoneId.of("Europe/Berlin");
        CalendarGrid grid = firstDay == null ? monthly(place) : weekly(place, firstDay);
        long timestamp = time.atZone(place).toInstant().toEpochMilli();
        assertThat(Instant.ofEpochMilli(grid.startOf(timestamp)))
                .isEqualTo(start.atStartOfDay(place).toInstant());
        assertThat(Instant.ofEpochMilli(grid.lastOf(timestamp) + 1))
                .isEqualTo(end.atStartOfDay(place).toInstant());
    }

    @Test
    void shouldDivideTimeWhereverClocksWereEverSetToAnotherDay() {
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            CalendarGrid grid = daily(zone);
            for (ZoneOffsetTransition transition : zone.getRules().getTransitions()) {
                LocalDate before = transition.getDateTimeBefore().toLocalDate();
                if (!before.equals(transition.getDateTimeAfter().toLocalDate())) {
                    checkDays(grid, transition, id);
                }
            }
        }
    }

    private static void checkDays(CalendarGrid grid, ZoneOffsetTransition transition, String id) {
        long around = transition.getInstant().toEpochMilli();
        for (long minutes : new long[] {-1500, -59, 0, 1, 29, 61, 1441}) {
            long timestamp = around + Duration.ofMinutes(minutes).toMillis();
            long start = grid.startOf(timestamp);
            long last = grid.lastOf(timestamp);
            assertThat(timestamp).as("%s, %s", id, transition).isBetween(start, last);
            assertThat(grid.startOf(last)).as("%s, %s", id, transition).isEqualTo(start);
            assertThat(grid.startOf(last + 1)).as("%s, %s", id, transition).isEqualTo(last + 1);
        }
    }

    private static CalendarGrid daily(ZoneId place) {
        return new CalendarGrid(place, ChronoUnit.DAYS, null);
    }

    private static CalendarGrid weekly(ZoneId place, DayOfWeek firstDay) {
        return new CalendarGrid(place, ChronoUnit.WEEKS, firstDay);
    }

    private static CalendarGrid monthly(ZoneId place) {
        return new CalendarGrid(place, ChronoUnit.MONTHS, null);
    }
}
