package io.millrace.survival;

import io.millrace.KeyedExtension;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Windows of event time, and the naive computation of them.
 *
 * @param kind tumbling, sliding or session
 * @param size the size, or the gap of sessions
 */
record Grouping(Kind kind, long size, long slide) {

    enum Kind {
        TUMBLING,
        SLIDING,
        SESSION,
        TRAILING
    }

    /** The events of a window. */
    private record Window(long start, long end, Sum sum) {}

    static Grouping random(SplittableRandom random) {
        Kind kind = Kind.values()[random.nextInt(4)];
        long slide = 2L + random.nextInt(6);
        return switch (kind) {
            case TUMBLING -> new Grouping(kind, 1L + random.nextInt(25), 0);
            case SLIDING -> new Grouping(kind, slide + random.nextInt(20), slide);
            case SESSION -> new Grouping(kind, 1L + random.nextInt(6), 0);
            case TRAILING -> new Grouping(kind, 1L + random.nextInt(25), 0);
        };
    }

    /** One whose windows are certain whenever events come. */
    static Grouping aligned(SplittableRandom random) {
        long slide = 2L + random.nextInt(6);
        return random.nextBoolean()
                ? new Grouping(Kind.TUMBLING, 1L + random.nextInt(25), 0)
                : new Grouping(Kind.SLIDING, slide + random.nextInt(20), slide);
    }

    KeyedExtension<Integer, Event, WindowedStream<Integer, Event>> windows() {
        Duration duration = Duration.ofMillis(size);
        return switch (kind) {
            case TUMBLING -> Windows.tumbling(duration);
            case SLIDING -> Windows.sliding(duration, Duration.ofMillis(slide));
            case SESSION -> Windows.session(duration);
            case TRAILING -> Windows.trailing(duration);
        };
    }

    static Event result(String step, int key, long start, long end, long sum) {
        return new Event(step, (int) (start % 1_000), key, end - 1, sum);
    }

    /**
     * The results.
     *
     * @param told what has been told in fact, which decides about events exactly a gap apart; null while nothing has been
     */
    List<Event> naive(List<Event> events, String step, List<?> told) {
        List<Event> results = new ArrayList<>();
        events.stream().map(Event::key).distinct().forEach(key -> {
            List<Event> ofKey = events.stream()
                    .filter(event -> event.key() == key)
                    .sorted(Comparator.comparingLong(Event::time))
                    .toList();
            windows(ofKey, step, told)
                    .forEach(window -> results.add(result(step, key, window.start, window.end, window.sum.result())));
        });
        return results;
    }

    private List<Window> windows(List<Event> sorted, String step, List<?> told) {
        return switch (kind) {
            case SESSION -> sessions(sorted, step, told);
            case TRAILING -> trailing(sorted);
            default -> aligned(sorted);
        };
    }

    private List<Window> trailing(List<Event> sorted) {
        return sorted.stream()
                .map(Event::time)
                .distinct()
                .map(time -> {
                    Window window = new Window(time - size + 1, time + 1, new Sum());
                    sorted.stream()
                            .filter(event -> event.time() > time - size && event.time() <= time)
                            .forEach(window.sum::add);
                    return window;
                })
                .toList();
    }

    /**
     * An event at the very end of a session joins it, unless it comes when the session has been told already. Which it is,
     * is up to the order in which the sources are read.
     */
    private List<Window> sessions(List<Event> sorted, String step, List<?> told) {
        List<Window> sessions = new ArrayList<>();
        for (Event event : sorted) {
            Window last = sessions.isEmpty() ? null : sessions.remove(sessions.size() - 1);
            if (last != null
                    && (event.time() > last.end || (event.time() == last.end && isTold(last, event, step, told)))) {
                sessions.add(last);
                last = null;
            }
            Window session = last == null
                    ? new Window(event.time(), event.time() + size, new Sum())
                    : new Window(last.start, event.time() + size, last.sum);
            session.sum.add(event);
            sessions.add(session);
        }
        return sessions;
    }

    private static boolean isTold(Window session, Event ofKey, String step, List<?> told) {
        return told != null
                && told.contains(result(step, ofKey.key(), session.start, session.end, session.sum.result()));
    }

    private List<Window> aligned(List<Event> sorted) {
        List<Window> windows = new ArrayList<>();
        long step = kind == Kind.TUMBLING ? size : slide;
        for (Event event : sorted) {
            long start = Math.floorDiv(event.time(), step) * step;
            for (; start > event.time() - size; start -= step) {
                at(windows, start).sum.add(event);
            }
        }
        windows.sort(Comparator.comparingLong(Window::end));
        return windows;
    }

    private Window at(List<Window> windows, long start) {
        for (Window window : windows) {
            if (window.start == start) {
                return window;
            }
        }
        Window added = new Window(start, start + size, new Sum());
        windows.add(added);
        return added;
    }
}
