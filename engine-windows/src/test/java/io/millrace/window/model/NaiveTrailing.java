package io.millrace.window.model;

import io.millrace.time.EventTime;
import io.millrace.window.model.EmitKind.Look;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What trailing windows mean: each result from all events that were taken. */
final class NaiveTrailing extends Expected {

    /** An event at the time that it counts as. */
    private record Taken(Event event, long time) {}

    /** The window of a key that ends with a timestamp. */
    private record Window(String key, long last) {}

    private final RandomPipeline pipeline;
    private final boolean atEnd;
    private final List<Taken> taken = new ArrayList<>();
    private long watermark = EventTime.NONE;
    private long clock;

    private NaiveTrailing(RandomPipeline pipeline, long clockStart) {
        this.pipeline = pipeline;
        atEnd = pipeline.emit().rule().atEnd();
        clock = clockStart;
    }

    static NaiveTrailing run(RandomPipeline pipeline, long clockStart) {
        NaiveTrailing model = new NaiveTrailing(pipeline, clockStart);
        for (Step step : pipeline.steps()) {
            switch (step.what()) {
                case EVENT -> model.onEvent(step.event());
                case WATERMARK -> model.onWatermark(step.time());
                case CLOCK -> model.onClock(clockStart + step.time());
            }
        }
        model.reach(EventTime.MAX);
        return model;
    }

    private void onEvent(Event event) {
        if (pipeline.byClock()) {
            reach(clock - 1);
        }
        long time = pipeline.byClock() ? clock : event.time();
        if (expiry(lastHolding(time)) <= watermark) {
            addLate(event);
            return;
        }
        taken.add(new Taken(event, time));
        for (Window window : windows(event.key(), last -> last >= time && last <= lastHolding(time))) {
            boolean over = window.last <= watermark;
            if (expiry(window.last) > watermark && (over || !atEnd)) {
                emit(
                        window,
                        over ? Timing.LATE : Timing.EARLY,
                        pipeline.emit().rule().once());
            }
        }
    }

    private void onWatermark(long time) {
        if (!pipeline.byClock()) {
            reach(time);
        }
    }

    /** The clock does not jump: windows that go by it end one by one. */
    private void onClock(long time) {
        clock = Math.max(clock, time);
        if (pipeline.byClock()) {
            List<Long> ends = taken.stream().map(Taken::time).sorted().toList();
            ends.stream().filter(end -> end < clock).forEach(this::reach);
            reach(clock - 1);
        }
    }

    private void reach(long time) {
        if (time <= watermark) {
            return;
        }
        if (atEnd) {
            taken.stream()
                    .map(each -> new Window(each.event.key(), each.time))
                    .filter(window -> window.last > watermark && window.last <= time)
                    .distinct()
                    .forEach(window -> emit(window, Timing.ON_TIME, expiry(window.last) <= time));
        }
        watermark = time;
    }

    private void emit(Window window, Timing timing, boolean last) {
        Span span = new Span(Span.clamped(start(window.last)), window.last);
        List<Event> events = taken.stream()
                .filter(each ->
                        each.event.key().equals(window.key) && span.start() <= each.time && each.time <= window.last)
                .map(Taken::event)
                .toList();
        Object value = pipeline.valueOf(events);
        List<Result> before = results().stream()
                .filter(result -> result.key().equals(window.key) && result.timestamp() == window.last)
                .toList();
        if (!atEnd && !pipeline.emit().rule().onEvent(new Look(value, !before.isEmpty()))) {
            return;
        }
        add(new Result(
                window.key, span.start(), span.end(), value, window.last, new PaneInfo(timing, before.size(), last)));
    }

    private List<Window> windows(String key, Predicate<Long> ends) {
        TreeSet<Long> times = new TreeSet<>();
        taken.stream().filter(each -> each.event.key().equals(key)).forEach(each -> times.add(each.time));
        return times.stream().filter(ends).map(last -> new Window(key, last)).toList();
    }

    private BigInteger start(long last) {
        return BigInteger.valueOf(last)
                .subtract(BigInteger.valueOf(pipeline.windows().size() - 1));
    }

    private long lastHolding(long time) {
        return EventTime.plus(time, pipeline.windows().size() - 1);
    }

    private long expiry(long last) {
        return EventTime.plus(last, pipeline.lateness());
    }
}
