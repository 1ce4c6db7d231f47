package io.millrace.window.model;

import static java.time.Duration.ofMillis;

import io.millrace.KeyedExtension;
import io.millrace.time.EventTime;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import io.millrace.window.spi.WindowAssigner;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * A kind of windows with its sizes: how a program says it, and which windows an event belongs to.
 *
 * @param code as a program says it
 * @param windows the same, to be run
 * @param offset how far the windows are shifted, where they can be
 * @param merges whether windows that touch are one
 * @param overlaps whether an event may belong to several, so that their results have no order among them
 * @param scale how much a unit of a random run's time is, in milliseconds
 * @param model which model says what they mean
 * @param size of windows that the model has to know the size of: in milliseconds, or events
 * @param slide after how many events there is a result
 * @param spans which windows an event belongs to, given the time that it counts as
 */
record WindowKind(
        String code,
        KeyedExtension<String, Event, WindowedStream<String, Event>> windows,
        long offset,
        boolean merges,
        boolean overlaps,
        long scale,
        Model model,
        int size,
        int slide,
        Spans spans) {

    /** What says what windows mean. */
    enum Model {
        WINDOWS,
        TRAILING,
        COUNTED
    }

    private WindowKind(
            String code,
            KeyedExtension<String, Event, WindowedStream<String, Event>> windows,
            long offset,
            boolean merges,
            boolean overlaps,
            long scale,
            Spans spans) {
        this(code, windows, offset, merges, overlaps, scale, Model.WINDOWS, 0, 0, spans);
    }

    private static WindowKind modelled(
            String code,
            KeyedExtension<String, Event, WindowedStream<String, Event>> windows,
            Model model,
            int size,
            int slide) {
        boolean overlaps = model == Model.TRAILING;
        return new WindowKind(code, windows, 0, false, overlaps, 1, model, size, slide, (event, time) -> List.of());
    }

    private static WindowKind trailing(int size) {
        return modelled("trailing(ofMillis(" + size + "))", Windows.trailing(ofMillis(size)), Model.TRAILING, size, 0);
    }

    private static WindowKind count(int events) {
        return modelled("count(" + events + ")", Windows.count(events), Model.COUNTED, events, events);
    }

    private static WindowKind countSliding(int size, int slide) {
        return modelled(
                "countSliding(" + size + ", " + slide + ")",
                Windows.countSliding(size, slide),
                Model.COUNTED,
                size,
                slide);
    }

    private static final long HOUR = 3_600_000;

    /** Where clocks are changed in the night; at midnight; across midnight; a day was skipped; never. */
    private static final String[] ZONES = {
        "Europe/Berlin", "America/Sao_Paulo", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"
    };

    /** Whether events tell of themselves which windows they are in. */
    boolean looksAtEvents() {
        return code.startsWith("sessionWithGap") || code.startsWith("assignedBy");
    }

    boolean counts() {
        return model == Model.COUNTED;
    }

    /** Whether there are results at the ends of windows only. */
    boolean emitsAtEndOnly() {
        return code.startsWith("countSliding");
    }

    /** Tells the windows of an event. */
    @FunctionalInterface
    interface Spans {
        List<Span> of(Event event, long time);
    }

    static WindowKind random(SplittableRandom random) {
        long size = 1L + random.nextInt(40);
        return switch (random.nextInt(20)) {
            case 0, 1 -> tumbling(size, randomOffset(random, size));
            case 2, 3 -> {
                long slide = 1L + random.nextInt(30);
                yield sliding(size, slide, randomOffset(random, slide));
            }
            case 4, 5 -> {
                long step = 1L + random.nextInt(15);
                yield cumulative(step * (1 + random.nextInt(5)), step, randomOffset(random, step));
            }
            case 6 -> calendar(random);
            case 7 -> session(size);
            case 8, 9 -> sessionWithGap(size);
            case 10 -> assigned(size, 1L + random.nextInt(30), random.nextBoolean());
            case 11 -> global();
            case 12 -> count(1 + random.nextInt(6));
            case 13 -> countSliding(1 + random.nextInt(random.nextInt(4) == 0 ? 100 : 8), 1 + random.nextInt(8));
            case 14, 15 -> trailing((int) size * (random.nextInt(4) == 0 ? 100 : 1));
            case 16, 17 -> session(1 + random.nextInt(8));
            default -> sessionWithGap(1 + random.nextInt(6));
        };
    }

    private static long randomOffset(SplittableRandom random, long period) {
        return random.nextBoolean() ? 0 : random.nextLong(-period + 1, period);
    }

    private static String withOffset(long offset) {
        return offset == 0 ? "" : ".offset(ofMillis(" + offset + "))";
    }

    static WindowKind sliding(long size, long slide, long offset) {
        return new WindowKind(
                "sliding(ofMillis(" + size + "), ofMillis(" + slide + "))" + withOffset(offset),
                Windows.sliding(ofMillis(size), ofMillis(slide)),
                offset,
                false,
                true,
                1,
                (event, time) -> hops(size, slide, offset, time));
    }

    static WindowKind cumulative(long size, long step, long offset) {
        return new WindowKind(
                "cumulative(ofMillis(" + size + "), ofMillis(" + step + "))" + withOffset(offset),
                Windows.cumulative(ofMillis(size), ofMillis(step)),
                offset,
                false,
                true,
                1,
                (event, time) -> growing(size, step, offset, time));
    }

    private static List<Span> growing(long size, long step, long offset, long time) {
        BigInteger timestamp = BigInteger.valueOf(time);
        BigInteger start = timestamp.subtract(
                timestamp.subtract(BigInteger.valueOf(offset)).mod(BigInteger.valueOf(size)));
        return LongStream.rangeClosed(1, size / step)
                .mapToObj(steps -> start.add(BigInteger.valueOf(steps * step)))
                .filter(end -> end.compareTo(timestamp) > 0)
                .map(end -> Span.of(start, end))
                .toList();
    }

    private static WindowKind calendar(SplittableRandom random) {
        ZoneId zone = ZoneId.of(ZONES[random.nextInt(ZONES.length)]);
        return switch (random.nextInt(3)) {
            case 0 ->
                calendar(
                        "daily(ZoneId.of(\"" + zone + "\"))",
                        Windows.daily(zone),
                        zone,
                        date -> date,
                        date -> date.plusDays(1));
            case 1 -> {
                DayOfWeek day = DayOfWeek.of(1 + random.nextInt(7));
                yield calendar(
                        "weekly(ZoneId.of(\"" + zone + "\"), " + day + ")",
                        Windows.weekly(zone, day),
                        zone,
                        date -> date.with(TemporalAdjusters.previousOrSame(day)),
                        date -> date.plusWeeks(1));
            }
            default ->
                calendar(
                        "monthly(ZoneId.of(\"" + zone + "\"))",
                        Windows.monthly(zone),
                        zone,
                        date -> date.withDayOfMonth(1),
                        date -> date.plusMonths(1));
        };
    }

    private static WindowKind calendar(
            String code,
            KeyedExtension<String, Event, WindowedStream<String, Event>> windows,
            ZoneId zone,
            UnaryOperator<LocalDate> firstDay,
            UnaryOperator<LocalDate> next) {
        return new WindowKind(
                code, windows, 0, false, false, HOUR, (event, time) -> List.of(period(time, zone, firstDay, next)));
    }

    /** The last period that begins at or before a time, and from there to the next one's beginning. */
    private static Span period(
            long time, ZoneId zone, UnaryOperator<LocalDate> firstDay, UnaryOperator<LocalDate> next) {
        BigInteger timestamp = BigInteger.valueOf(time);
        LocalDate first = firstDay.apply(
                Instant.ofEpochMilli(time).atZone(zone).toLocalDate().minusDays(3));
        while (beginningOf(next.apply(first), zone).compareTo(timestamp) <= 0) {
            first = next.apply(first);
        }
        return Span.of(beginningOf(first, zone), beginningOf(next.apply(first), zone));
    }

    private static BigInteger beginningOf(LocalDate date, ZoneId zone) {
        return BigInteger.valueOf(date.atStartOfDay(zone).toEpochSecond()).multiply(BigInteger.valueOf(1_000));
    }

    static WindowKind tumbling(long size, long offset) {
        return new WindowKind(
                "tumbling(ofMillis(" + size + "))" + withOffset(offset),
                Windows.tumbling(ofMillis(size)),
                offset,
                false,
                false,
                1,
                (event, time) -> hops(size, size, offset, time));
    }

    private static WindowKind session(long gap) {
        return new WindowKind(
                "session(ofMillis(" + gap + "))",
                Windows.session(ofMillis(gap)),
                0,
                true,
                false,
                1,
                (event, time) -> List.of(Span.gap(time, gap)));
    }

    private static WindowKind sessionWithGap(long gap) {
        return new WindowKind(
                "sessionWithGap(event -> ofMillis(event.value() % 3 * " + gap + "))",
                Windows.sessionWithGap(event -> ofMillis(event.value() % 3 * gap)),
                0,
                true,
                false,
                1,
                (event, time) -> List.of(Span.gap(time, event.value() % 3 * gap)));
    }

    private static WindowKind global() {
        Span all = new Span(EventTime.NONE, EventTime.MAX);
        return new WindowKind("global()", Windows.global(), 0, false, false, 1, (event, time) -> List.of(all));
    }

    private static WindowKind assigned(long size, long slide, boolean descending) {
        WindowAssigner<Event> assigner = (event, timestamp, windows) -> {
            List<Span> spans = hops(size, slide, 0, timestamp);
            for (int i = 0; i < spans.size(); i++) {
                Span span = spans.get(descending ? spans.size() - 1 - i : i);
                windows.add(span.start(), span.end());
            }
        };
        return new WindowKind(
                "assignedBy(hops of " + size + " every " + slide + (descending ? ", descending)" : ")"),
                Windows.assignedBy(assigner),
                0,
                false,
                true,
                1,
                (event, time) -> hops(size, slide, 0, time).stream()
                        .map(span -> Span.told(span.start(), span.end()))
                        .toList());
    }

    /** The windows of a size that begin at every slide and hold a timestamp. */
    private static List<Span> hops(long size, long slide, long offset, long time) {
        BigInteger timestamp = BigInteger.valueOf(time);
        BigInteger step = BigInteger.valueOf(slide);
        BigInteger start = timestamp.subtract(
                timestamp.subtract(BigInteger.valueOf(offset)).mod(step));
        List<Span> spans = new ArrayList<>();
        BigInteger end = start.add(BigInteger.valueOf(size));
        while (end.compareTo(timestamp) > 0) {
            spans.add(0, Span.of(start, end));
            start = start.subtract(step);
            end = end.subtract(step);
        }
        return spans;
    }

    @Override
    public String toString() {
        return code;
    }
}
