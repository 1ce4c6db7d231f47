package io.millrace.window.operator;

import io.millrace.time.EventTime;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Days, weeks or months of a place. They begin where the place first has midnight or, where it has none on that day,
 * what comes instead; so that they are as long as the clocks there say, and a day that a place has skipped is empty.
 */
public final class CalendarGrid implements WindowGrid {

    private static final long serialVersionUID = 1;

    private final ZoneId zone;
    private final ChronoUnit unit;
    private final DayOfWeek firstDay;

    /**
     * A grid of days, weeks or months.
     *
     * @param firstDay the day that weeks begin with; null for others
     */
    public CalendarGrid(ZoneId zone, ChronoUnit unit, DayOfWeek firstDay) {
        this.zone = zone;
        this.unit = unit;
        this.firstDay = firstDay;
    }

    @Override
    public String label() {
        String period = unit.name().toLowerCase(Locale.ROOT) + (firstDay == null ? "" : " from " + firstDay);
        return period + " in " + zone.getId().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    @Override
    public long startOf(long timestamp) {
        return Math.max(beginningOf(periodOf(timestamp)), PaneGrid.FIRST_TIMESTAMP);
    }

    @Override
    public long lastOf(long timestamp) {
        long end = beginningOf(periodOf(timestamp).plus(1, unit));
        return end == EventTime.MAX ? EventTime.MAX : end - 1;
    }

    /**
     * The first day of the period that a timestamp is in. The date at the place says which, unless clocks that were set
     * back show a date again that is over.
     */
    private LocalDate periodOf(long timestamp) {
        LocalDate period =
                firstDayOf(Instant.ofEpochMilli(timestamp).atZone(zone).toLocalDate());
        LocalDate next = period.plus(1, unit);
        long end = beginningOf(next);
        return end <= timestamp && end != EventTime.MAX ? next : period;
    }

    private LocalDate firstDayOf(LocalDate date) {
        return switch (unit) {
            case DAYS -> date;
            case WEEKS -> date.with(TemporalAdjusters.previousOrSame(firstDay));
            default -> date.withDayOfMonth(1);
        };
    }

    /** Saturated. */
    private long beginningOf(LocalDate date) {
        return TimeUnit.SECONDS.toMillis(date.atStartOfDay(zone).toEpochSecond());
    }
}
