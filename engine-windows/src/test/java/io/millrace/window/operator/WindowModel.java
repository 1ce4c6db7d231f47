package io.millrace.window.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What windows mean, without any thought of speed: keeps all events of all live windows and looks at all of them each
 * time.
 */
final class WindowModel {

    /** When results are due. */
    enum Mode {
        AT_END,
        ON_UPDATE,
        WHEN_FIRST
    }

    /**
     * What is modelled.
     *
     * @param session whether windows are sessions
     * @param length the size or the gap
     * @param offset of tumbling windows
     * @param lateness the allowed lateness
     * @param mode when results are due
     * @param divisor a result satisfies the condition when this divides the sum of its values
     */
    record Spec(boolean session, long length, long offset, long lateness, Mode mode, long divisor) {

        boolean isSatisfiedBy(Iterable<Long> values) {
            long sum = 0;
            for (long value : values) {
                sum += value;
            }
            return sum % divisor == 0;
        }
    }

    private static final class Window {
        private final String key;
        private long start;
        private long last;
        private final TreeSet<Long> values = new TreeSet<>();
        private boolean fired;

        private Window(String key, long start, long last) {
            this.key = key;
            this.start = start;
            this.last = last;
        }

        @Override
        public String toString() {
            String list = values.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
            return key + "=" + list + "[" + start + "," + (last + 1) + ")";
        }
    }

    private final Spec spec;
    private final List<Window> live = new ArrayList<>();
    private final List<String> transcript = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;

    private WindowModel(Spec spec) {
        this.spec = spec;
    }

    /** What comes out, as {@link Script} writes it. */
    static List<String> run(Spec spec, List<Step> steps) {
        WindowModel model = new WindowModel(spec);
        for (Step step : steps) {
            if (step.event() != null) {
                model.onEvent(step.event());
            } else {
                model.onWatermark(step.watermark());
                model.transcript.add(step.toString());
            }
        }
        model.onWatermark(Long.MAX_VALUE / 2);
        return model.transcript;
    }

    private void onEvent(Event event) {
        Window own = ownWindow(event);
        List<Window> touched =
                live.stream().filter(window -> belongTogether(window, own)).toList();
        for (Window window : touched) {
            own.start = Math.min(own.start, window.start);
            own.last = Math.max(own.last, window.last);
            own.values.addAll(window.values);
            own.fired |= window.fired;
        }
        if (own.last + spec.lateness() <= watermark) {
            late.add("late(" + event + ")");
            return;
        }
        live.removeAll(touched);
        live.add(own);
        own.values.add(event.value());
        emitAtEvent(own);
    }

    private void emitAtEvent(Window window) {
        boolean due = switch (spec.mode()) {
            case AT_END -> window.last <= watermark;
            case ON_UPDATE -> true;
            case WHEN_FIRST -> !window.fired && spec.isSatisfiedBy(window.values);
        };
        if (due) {
            transcript.add(window.toString());
        }
        window.fired = due || (window.fired && spec.mode() == Mode.WHEN_FIRST);
    }

    private void onWatermark(long newWatermark) {
        transcript.addAll(late);
        late.clear();
        watermark = newWatermark;
        live.sort(Comparator.comparing((Window window) -> window.last).thenComparing(Window::toString));
        for (Window window : live) {
            if (spec.mode() == Mode.AT_END && window.last <= watermark && !window.fired) {
                transcript.add(window.toString());
                window.fired = true;
            }
        }
        live.removeIf(window -> window.last + spec.lateness() <= watermark);
    }

    private Window ownWindow(Event event) {
        if (spec.session()) {
            return new Window(event.key(), event.time(), event.time() + spec.length() - 1);
        }
        long start = event.time() - Math.floorMod(event.time() - spec.offset(), spec.length());
        return new Window(event.key(), start, start + spec.length() - 1);
    }

    private boolean belongTogether(Window window, Window own) {
        if (!window.key.equals(own.key)) {
            return false;
        }
        return spec.session()
                ? window.start <= own.last + 1 && own.start <= window.last + 1
                : window.start == own.start;
    }
}
