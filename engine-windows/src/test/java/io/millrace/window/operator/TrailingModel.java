package io.millrace.window.operator;

import io.millrace.window.operator.WindowModel.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What trailing windows mean, without any thought of speed: keeps all events that were not late, and looks at all of them
 * for each result.
 */
final class TrailingModel {

    /**
     * What is modelled.
     *
     * @param result from the values in a window, in the order of time, to its result
     * @param condition what {@link Mode#WHEN_FIRST} waits for
     */
    record Spec(
            long size, long lateness, Mode mode, Function<List<Long>, String> result, Predicate<String> condition) {}

    private final Spec spec;
    private final List<Event> events = new ArrayList<>();
    private final List<String> transcript = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final Set<String> fired = new HashSet<>();
    private long watermark = Long.MIN_VALUE;

    private TrailingModel(Spec spec) {
        this.spec = spec;
    }

    /** What comes out, as {@link Script} writes it; a null step hands the state over. */
    static List<String> run(Spec spec, List<Step> steps) {
        TrailingModel model = new TrailingModel(spec);
        for (Step step : steps) {
            if (step != null && step.event() != null) {
                model.onEvent(step.event());
            } else if (step != null) {
                model.onWatermark(step.watermark());
                model.transcript.add(step.toString());
            }
        }
        model.onWatermark(Long.MAX_VALUE / 2);
        return model.transcript;
    }

    private void onEvent(Event event) {
        if (event.time() + spec.size() - 1 + spec.lateness() <= watermark) {
            late.add("late(" + event + ")");
            return;
        }
        events.add(event);
        for (long end : timesOf(event.key())) {
            boolean holds = event.time() <= end && end < event.time() + spec.size();
            if (holds && end + spec.lateness() > watermark && (spec.mode() != Mode.AT_END || end <= watermark)) {
                emit(event.key(), end);
            }
        }
    }

    private void emit(String key, long end) {
        List<Long> values = events.stream()
                .filter(event -> event.key().equals(key) && event.time() <= end && event.time() > end - spec.size())
                .sorted(Comparator.comparing(Event::time))
                .map(Event::value)
                .toList();
        String result = spec.result().apply(values);
        if (spec.mode() != Mode.WHEN_FIRST || (spec.condition().test(result) && fired.add(key + "@" + end))) {
            transcript.add(key + "=" + result + "[" + (end - spec.size() + 1) + "," + (end + 1) + ")");
        }
    }

    private void onWatermark(long newWatermark) {
        transcript.addAll(late);
        late.clear();
        if (spec.mode() == Mode.AT_END) {
            Set<Long> ends = new TreeSet<>();
            events.forEach(event -> ends.add(event.time()));
            for (long end : ends) {
                if (end > watermark && end <= newWatermark) {
                    keysAt(end).forEach(key -> emit(key, end));
                }
            }
        }
        watermark = newWatermark;
    }

    private Set<String> keysAt(long time) {
        Set<String> keys = new TreeSet<>();
        events.stream().filter(event -> event.time() == time).forEach(event -> keys.add(event.key()));
        return keys;
    }

    private Set<Long> timesOf(String key) {
        Set<Long> times = new TreeSet<>();
        events.stream().filter(event -> event.key().equals(key)).forEach(event -> times.add(event.time()));
        return times;
    }
}
