package io.millrace.window.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What sliding and cumulative windows mean, without any thought of panes: every window that an event is in, one by one,
 * and all its events.
 */
final class AlignedModel {

    /**
     * What is modelled.
     *
     * @param cumulative whether windows grow from the multiples of the size
     * @param size the size of windows, of the longest of cumulative ones
     * @param slide the slide, or the step
     * @param offset of windows
     * @param lateness the allowed lateness
     */
    record Spec(boolean cumulative, long size, long slide, long offset, long lateness) {

        WindowGrid grid() {
            return cumulative ? new CumulativeGrid(size, slide, offset) : new SlidingGrid(size, slide, offset);
        }

        /** The windows of a timestamp, in the order of their ends. */
        private List<long[]> windowsOf(long time) {
            List<long[]> windows = new ArrayList<>();
            for (long start = time - size - slide; start <= time; start++) {
                if (!cumulative && Math.floorMod(start - offset, slide) == 0 && time < start + size) {
                    windows.add(new long[] {start, start + size - 1});
                }
            }
            if (cumulative) {
                long start = time - Math.floorMod(time - offset, size);
                for (long end = start + slide; end <= start + size; end += slide) {
                    if (time < end) {
                        windows.add(new long[] {start, end - 1});
                    }
                }
            }
            return windows;
        }
    }

    private static final class Window {
        private final String key;
        private final long start;
        private final long last;
        private final TreeSet<Long> values = new TreeSet<>();
        private boolean fired;

        private Window(String key, long start, long last) {
            this.key = key;
            this.start = start;
            this.last = last;
        }

        @Override
        public String toString() {
            return key + "=" + values.toString().replace(", ", ",") + "[" + start + "," + (last + 1) + ")";
        }
    }

    private final Spec spec;
    private final List<Window> live = new ArrayList<>();
    private final List<String> transcript = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;

    private AlignedModel(Spec spec) {
        this.spec = spec;
    }

    /** What comes out, as {@link Script} writes it. */
    static String run(Spec spec, List<Step> steps) {
        AlignedModel model = new AlignedModel(spec);
        for (Step step : steps) {
            if (step.event() != null) {
                model.onEvent(step.event());
            } else {
                model.onWatermark(step.watermark());
                model.transcript.add(step.toString());
            }
        }
        model.onWatermark(Long.MAX_VALUE / 2);
        return String.join(" ", model.transcript);
    }

    private void onEvent(Event event) {
        List<long[]> windows = spec.windowsOf(event.time());
        boolean taken = false;
        for (long[] bounds : windows) {
            if (bounds[1] + spec.lateness() > watermark) {
                taken = true;
                add(event, bounds[0], bounds[1]);
            }
        }
        if (!taken && (!windows.isEmpty() || event.time() + spec.lateness() <= watermark)) {
            late.add("late(" + event + ")");
        }
    }

    private void add(Event event, long start, long last) {
        Window window = live.stream()
                .filter(w -> w.key.equals(event.key()) && w.start == start && w.last == last)
                .findFirst()
                .orElseGet(() -> {
                    Window fresh = new Window(event.key(), start, last);
                    live.add(fresh);
                    return fresh;
                });
        window.values.add(event.value());
        if (last <= watermark) {
            window.fired = true;
            transcript.add(window.toString());
        }
    }

    private void onWatermark(long newWatermark) {
        transcript.addAll(late);
        late.clear();
        watermark = newWatermark;
        live.sort(Comparator.comparing((Window window) -> window.last).thenComparing(Window::toString));
        for (Window window : live) {
            if (window.last <= watermark && !window.fired) {
                window.fired = true;
                transcript.add(window.toString());
            }
        }
        live.removeIf(window -> window.last + spec.lateness() <= watermark);
    }
}
