package io.millrace.examples.docs;

import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.latestBy;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.topN;

import io.millrace.EventStream;
import io.millrace.sink.Sinks;
import io.millrace.state.serde.Type;
import io.millrace.window.Emit;
import io.millrace.window.WindowResult;
import io.millrace.window.WindowedResults;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import io.millrace.window.spi.Trigger;
import io.millrace.window.spi.TriggerContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The ways to say when a window emits. */
final class EmissionKinds {

    private EmissionKinds() {}

    static EventStream<WindowResult<String, Long>> inAdvance(WindowedStream<String, Reading> minutes) {
        // tag::every
        WindowedResults<String, Reading, Long> counts =
                minutes.aggregate("counts", count(), Emit.everyProcessingTime(Duration.ofSeconds(1)));
        counts.filter(result -> result.pane().isEarly()).to("dashboard", Sinks.print());
        counts.filter(result -> !result.pane().isEarly()).to("report", Sinks.print());
        // end::every
        return counts;
    }

    static EventStream<WindowResult<String, Reading>> finalOnly(WindowedStream<String, Reading> minutes) {
        // tag::final
        var hottest =
                minutes.aggregate("hottest", max(Reading::celsius), Emit.everyProcessingTime(Duration.ofSeconds(1)));
        hottest.to("dashboard", Sinks.print());
        var hottestOfAll = hottest.finalOnly()
                .map(WindowResult::value)
                .keyBy(reading -> "all")
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("hottest-of-all", max(Reading::celsius));
        // end::final
        return hottestOfAll;
    }

    static EventStream<WindowResult<Instant, List<WindowResult<String, Long>>>> latest(
            WindowedStream<String, Reading> minutes) {
        // tag::latest
        var counts = minutes.aggregate("counts", count(), Emit.onUpdate());
        var busiest = counts.keyBy(WindowResult::end)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("busiest", latestBy(WindowResult::key, topN(3, WindowResult::value)), Emit.onUpdate());
        // end::latest
        return busiest;
    }

    static EventStream<WindowResult<String, Long>> discarding(WindowedStream<String, Reading> minutes) {
        // tag::discarding
        var increments = minutes.aggregate(
                "increments", count(), Emit.every(Duration.ofSeconds(10)).discarding());
        // end::discarding
        return increments;
    }

    // tag::trigger
    /** Emits whenever the count has doubled. */
    record Doubled() implements Trigger<Long, long[]> {

        @Override
        public long[] create() {
            return new long[] {1};
        }

        @Override
        public boolean onEvent(long[] next, TriggerContext<? extends Long> window) throws Exception {
            if (window.result() < next[0]) {
                return false;
            }
            next[0] = 2 * window.result();
            return true;
        }

        @Override
        public Type<long[]> stateType() {
            return Type.of(long[].class);
        }

        @Override
        public void merge(long[] next, long[] other) {
            next[0] = Math.max(next[0], other[0]);
        }
    }
    // end::trigger

    static EventStream<WindowResult<String, Long>> triggered(WindowedStream<String, Reading> minutes) {
        // tag::when
        var milestones = minutes.aggregate("milestones", count(), Emit.when(new Doubled()));
        // end::when
        return milestones;
    }
}
