package io.millrace.window.model;

import io.millrace.time.EventTime;
import io.millrace.window.model.EmitKind.Asked;
import io.millrace.window.model.EmitKind.Rule;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What windows mean, without any thought of speed: keeps every event that a window took, and finds out anew each time
 * which of them belong together.
 */
final class NaiveWindows extends Expected {

    /** An event in one of its windows, and what its window has done since it came. */
    private static final class Entry {
        private final Event event;
        private final Span span;

        /** How many results its window had given. */
        private int emitted;

        /** Whether its window has told of it. */
        private boolean told;

        /** Whether the rule has been asked about it, and has not emitted since. */
        private boolean asked;

        /** When the rule wants to be called because of it. */
        private long alarm = EventTime.MAX;

        private Entry(Event event, Span span) {
            this.event = event;
            this.span = span;
        }
    }

    private final RandomPipeline pipeline;
    private final Rule rule;
    private final List<Entry> entries = new ArrayList<>();
    private long watermark = EventTime.NONE;
    private long clock;

    private NaiveWindows(RandomPipeline pipeline, long clockStart) {
        this.pipeline = pipeline;
        this.rule = pipeline.emit().rule();
        this.clock = clockStart;
    }

    /** Runs all steps, and ends the stream. */
    static NaiveWindows run(RandomPipeline pipeline, long clockStart) {
        NaiveWindows model = new NaiveWindows(pipeline, clockStart);
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
        List<Span> spans = pipeline.windows().spans().of(event, time);
        boolean taken = false;
        for (Span span : spans) {
            Entry entry = new Entry(event, span);
            Window window = new Window(entry);
            if (window.expiry() > watermark) {
                taken = true;
                entries.add(entry);
                window.onEntry(entry, time);
            }
        }
        if (spans.isEmpty() && EventTime.plus(time, pipeline.lateness()) > watermark) {
            skip();
        } else if (!taken) {
            addLate(event);
        }
    }

    private void onWatermark(long time) {
        if (!pipeline.byClock()) {
            reach(time);
        }
    }

    /** The clock does not jump: whoever waits for it is called in time. */
    private void onClock(long time) {
        if (pipeline.byClock()) {
            while (watermark < time - 1) {
                reach(Math.min(nextDue(), time - 1));
            }
        } else if (goesByClockToo()) {
            for (long due = nextAlarm(); due <= time; due = nextAlarm()) {
                clock = due;
                windows(window -> !window.hasEnded() && window.alarm() <= clock)
                        .forEach(window -> window.onAlarm(clock, Timing.EARLY));
            }
        }
        clock = Math.max(clock, time);
    }

    private void reach(long time) {
        if (time <= watermark) {
            return;
        }
        List<Due> dues = new ArrayList<>();
        for (Window window : windows(window -> true)) {
            if (window.isAlarmDue(time)) {
                dues.add(new Due(window.alarm(), window, false));
            }
            if (rule.atEnd() && !window.hasEnded() && window.span.last() <= time) {
                dues.add(new Due(window.span.last(), window, true));
            }
        }
        dues.sort(Comparator.comparing(Due::time));
        dues.forEach(due -> due.happen(time));
        watermark = time;
        windows(window -> window.expiry() <= watermark).forEach(window -> entries.removeAll(window.entries));
    }

    /** Whether the rule goes by the clock though the windows do not. */
    private boolean goesByClockToo() {
        return rule.byClock() && !pipeline.byClock();
    }

    private record Due(long time, Window window, boolean end) {
        private void happen(long now) {
            if (end) {
                window.emit(Timing.ON_TIME, window.expiry() <= now);
            } else if (time == window.span.last()) {
                window.onAlarm(now, Timing.ON_TIME);
            } else {
                window.onAlarm(now, time < window.span.last() ? Timing.EARLY : Timing.LATE);
            }
        }
    }

    /** When something happens next to windows that go by the clock. */
    private long nextDue() {
        return windows(window -> true).stream()
                .mapToLong(window -> Math.min(
                        window.hasEnded() ? window.expiry() : window.span.last(),
                        window.hasEnded() && rule.atEnd() ? EventTime.MAX : window.alarm()))
                .filter(due -> due > watermark)
                .min()
                .orElse(EventTime.MAX);
    }

    private long nextAlarm() {
        return windows(window -> !window.hasEnded()).stream()
                .mapToLong(Window::alarm)
                .min()
                .orElse(EventTime.MAX);
    }

    /** The live windows that satisfy a condition, in the order of time. */
    private List<Window> windows(Predicate<Window> condition) {
        List<Window> windows = new ArrayList<>();
        List<Entry> left = new ArrayList<>(entries);
        while (!left.isEmpty()) {
            Window window = new Window(left.get(0));
            left.removeAll(window.entries);
            windows.add(window);
        }
        return windows.stream()
                .filter(condition)
                .sorted(Comparator.comparing((Window window) -> window.span.last())
                        .thenComparing(window -> window.span.start()))
                .toList();
    }

    /** All that belongs together with an entry. */
    private final class Window implements Asked {
        private final String key;
        private final List<Entry> entries = new ArrayList<>();
        private Span span;

        private Window(Entry first) {
            key = first.event.key();
            span = first.span;
            int size;
            do {
                size = entries.size();
                NaiveWindows.this.entries.stream()
                        .filter(entry -> entry.event.key().equals(key) && !entries.contains(entry) && isIn(entry))
                        .forEach(this::join);
            } while (entries.size() > size);
            if (!entries.contains(first)) {
                entries.add(first);
            }
        }

        private boolean isIn(Entry entry) {
            return pipeline.windows().merges() ? span.touches(entry.span) : span.equals(entry.span);
        }

        private void join(Entry entry) {
            entries.add(entry);
            span = span.and(entry.span);
        }

        private long expiry() {
            return EventTime.plus(span.last(), pipeline.lateness());
        }

        private boolean hasEnded() {
            return span.last() <= watermark;
        }

        private long alarm() {
            return entries.stream().mapToLong(entry -> entry.alarm).min().orElseThrow();
        }

        /** Whether the rule's time comes before the window is over for it. */
        private boolean isAlarmDue(long time) {
            long alarm = alarm();
            if (goesByClockToo() || alarm == EventTime.MAX || alarm > time) {
                return false;
            }
            return rule.atEnd() ? !hasEnded() && alarm < span.last() : alarm <= expiry();
        }

        private void onEntry(Entry entry, long time) {
            if (rule.atEnd() && hasEnded()) {
                emit(Timing.LATE, false);
                return;
            }
            entry.asked = true;
            if (alarm() == EventTime.MAX) {
                entry.alarm = rule.alarm(time, goesByClockToo() ? clock : watermark);
            }
            if (rule.onEvent(this)) {
                entries.forEach(each -> each.asked = false);
                emit(hasEnded() ? Timing.LATE : Timing.EARLY, rule.once());
            }
        }

        private void onAlarm(long now, Timing timing) {
            long due = alarm();
            entries.forEach(entry -> entry.alarm = EventTime.MAX);
            entries.get(0).alarm = rule.nextAlarm(due, now);
            emit(timing, false);
        }

        private void emit(Timing timing, boolean last) {
            if (content().isEmpty()) {
                return;
            }
            PaneInfo pane = new PaneInfo(timing, emitted(), last);
            add(new Result(key, span.start(), span.end(), value(), span.last(), pane));
            entries.forEach(entry -> {
                entry.emitted = pane.index() + 1;
                entry.told = true;
            });
        }

        private List<Event> content() {
            return entries.stream()
                    .filter(entry -> !pipeline.emit().discarding() || !entry.told)
                    .sorted(Comparator.comparing(NaiveWindows.this.entries::indexOf))
                    .map(entry -> entry.event)
                    .toList();
        }

        private int emitted() {
            return entries.stream().mapToInt(entry -> entry.emitted).max().orElse(0);
        }

        @Override
        public int events() {
            return (int) entries.stream().filter(entry -> entry.asked).count();
        }

        @Override
        public Object value() {
            return pipeline.valueOf(content());
        }

        @Override
        public boolean hasEmitted() {
            return emitted() > 0;
        }
    }
}
