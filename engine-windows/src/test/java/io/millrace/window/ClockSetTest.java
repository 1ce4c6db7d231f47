package io.millrace.window;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the clock, by so many minutes; whatever is a duration is as long as it says. */
class ClockSetTest {

    private final PushSource<Long> left = Sources.push(16);
    private final PushSource<Long> right = Sources.push(16);
    private final Pipeline pipeline = Pipeline.create("clocks");

    private EventStream<Long> events(String name, PushSource<Long> source, Watermarks<Object> watermarks) {
        return pipeline.source(name, source).typed(Long.class).timestamps(Timestamps.millis(time -> time), watermarks);
    }

    private static WindowedStream<String, Long> perSecond(EventStream<Long> events) {
        return events.keyBy(event -> "all", String.class).window(Windows.tumbling(ofSeconds(1)));
    }

    private Simulation started(EventStream<?> results) {
        results.to("results", Sinks.discard());
        return Simulation.of(pipeline).steadyClock().seed(1).settle();
    }

    /** In how many milliseconds there are so many results; the clock is set before, and once more in between. */
    private static long millisTo(int results, Simulation run, int minutes) {
        run.clock().jump(Duration.ofMinutes(minutes));
        long millis = 0;
        for (; run.output("results").size() < results && millis < 7_200_000; millis += 100) {
            if (millis == 1_000) {
                run.clock().jump(Duration.ofMinutes(-2L * minutes));
            }
            run.advance(ofMillis(100));
        }
        return millis;
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -1, 0, 1, 60})
    void shouldFindASilentInputIdleAfterTheTimeThatWasGiven(int minutes) {
        Watermarks<Object> watermarks = Watermarks.ascending().idleAfter(ofSeconds(10));
        Simulation run = started(perSecond(events("left", left, watermarks).merge(events("right", right, watermarks)))
                .aggregate("counts", Aggregates.count()));
        left.tryEmit(100L);
        right.tryEmit(100L);
        run.settle();
        left.tryEmit(1_500L);
        run.settle();
        assertThat(millisTo(1, run, minutes)).isBetween(9_900L, 10_500L);
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -1, 0, 1, 60})
    void shouldCloseBySilenceAfterTheTimeThatWasGiven(int minutes) {
        Watermarks<Object> watermarks = Watermarks.ascending().closeAfterIdle(ofSeconds(4));
        Simulation run = started(perSecond(events("left", left, watermarks)).aggregate("counts", Aggregates.count()));
        left.tryEmit(100L);
        run.settle();
        assertThat(millisTo(1, run, minutes)).isBetween(3_900L, 5_100L);
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -1, 0, 1, 60})
    void shouldTellIntermediateResultsAsOftenAsWasGiven(int minutes) {
        Simulation run = started(events("left", left, Watermarks.ascending())
                .keyBy(event -> "all", String.class)
                .window(Windows.<String, Long>tumbling(ofHours(1)))
                .aggregate("counts", Aggregates.count(), Emit.everyProcessingTime(ofSeconds(5))));
        left.tryEmit(100L);
        run.settle();
        assertThat(millisTo(4, run, minutes)).isBetween(19_900L, 20_100L);
    }

    /** Which go by the time of day: they fire sooner when it is set forward, and are not held up when it is set back. */
    @ParameterizedTest
    @ValueSource(ints = {-60, -1, 0, 1, 60})
    void shouldNotHoldUpWindowsThatGoByTheClock(int minutes) {
        Simulation run = started(perSecond(events("left", left, Watermarks.ascending()))
                .processingTime()
                .aggregate("counts", Aggregates.count()));
        left.tryEmit(100L);
        run.settle();
        assertThat(millisTo(1, run, minutes)).isLessThanOrEqualTo(1_100L);
        left.tryEmit(200L);
        run.settle().clock().jump(ofHours(-3));
        run.advance(ofMillis(1_100));
        assertThat(run.output("results")).hasSize(2).doesNotHaveDuplicates();
    }

    /** Sets a timer for ten seconds from now. */
    private static final class Waiting extends KeyedProcess<String, Long, Instant> {

        private final Timer timer = processingTimer("timer", (context, out) -> out.emit(context.processingTime()));

        @Override
        protected void process(Long event, KeyedContext<String> context, Emitter<Instant> out) {
            timer.set(context.processingTime().plusSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -1, 0})
    void shouldFireATimerOnceAndNotLaterWhenTheClockIsSetBack(int minutes) {
        Simulation run = started(events("left", left, Watermarks.ascending())
                .keyBy(event -> "all", String.class)
                .process("waiting", Waiting::new));
        left.tryEmit(100L);
        run.settle().clock().jump(Duration.ofMinutes(minutes));
        run.advance(ofMillis(9_900));
        assertThat(run.output("results")).isEmpty();
        run.advance(ofMillis(200)).clock().jump(Duration.ofMinutes(minutes));
        run.advance(ofHours(3));
        assertThat(run.output("results")).hasSize(1);
    }

    /** What the clock shows when it is set by each of these in turn, and a second passes after each. */
    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 3_600_000})
    void shouldNeverShowOperatorsATimeThatGoesBack(long millis) {
        List<Instant> shown = new ArrayList<>();
        Function<Long, EventStream<Instant>> process = unused -> events("left", left, Watermarks.ascending())
                .keyBy(event -> "all", String.class)
                .process("showing", () -> new KeyedProcess<String, Long, Instant>() {
                    @Override
                    protected void process(Long event, KeyedContext<String> context, Emitter<Instant> out) {
                        shown.add(context.processingTime());
                    }
                });
        Simulation run = started(process.apply(0L));
        for (long sign : new long[] {1, -1, -1, 1, -1, 1, 1}) {
            run.clock().jump(ofMillis(sign * millis));
            run.advance(ofSeconds(1));
            left.tryEmit(0L);
            run.settle();
        }
        for (int i = 1; i < shown.size(); i++) {
            assertThat(Duration.between(shown.get(i - 1), shown.get(i))).isGreaterThanOrEqualTo(ofSeconds(1));
        }
        assertThat(shown).hasSize(7);
    }
}
