package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.TaskMetrics;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.WatermarkGenerator;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Idle and finished inputs do not hold event time back, and do not stay idle by mistake. */
class IdlenessTest {

    private static final int SEEDS = 50;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Timestamps<Long> ITSELF = Timestamps.millis(event -> event);

    private final PushSource<Long> left = Sources.push(64);
    private final PushSource<Long> right = Sources.push(64);
    private final Pipeline pipeline = Pipeline.create("idle");

    @Test
    void shouldAdvanceWithoutTheInputThatIsSilent() {
        Seeds.check(SEEDS, seed -> new IdlenessTest().advanceWithoutTheInputThatIsSilent(seed));
    }

    private void advanceWithoutTheInputThatIsSilent(long seed) {
        Simulation run = merged(seed, ascending(left), ascending(right));
        left.tryEmit(10L);
        right.tryEmit(100L);
        assertThat(watermark(run.settle())).isEqualTo(9);
        passWhileRightIsActive(run, 200);
        assertThat(watermark(run)).isGreaterThanOrEqualTo(200);
        left.tryEmit(20L);
        right.tryEmit(500L);
        run.settle();
        assertThat(watermark(run)).as("does not go back").isGreaterThanOrEqualTo(200);
        left.complete();
        right.complete();
        assertThat(watermark(run.run())).isEqualTo(EventTime.MAX);
    }

    @Test
    void shouldReachTheHighestWhenAllAreSilentAndEndWhenAllHaveFinished() {
        Seeds.check(SEEDS, seed -> new IdlenessTest().reachTheHighest(seed));
    }

    private void reachTheHighest(long seed) {
        Simulation run = merged(seed, ascending(left), ascending(right));
        left.tryEmit(10L);
        right.tryEmit(100L);
        run.settle().advance(SILENCE.multipliedBy(2));
        assertThat(watermark(run)).isEqualTo(99);
        left.complete();
        run.settle();
        assertThat(watermark(run)).as("not over while one is only idle").isEqualTo(99);
        right.tryEmit(300L);
        run.settle();
        assertThat(watermark(run)).isEqualTo(299);
        right.complete();
        assertThat(watermark(run.run())).isEqualTo(EventTime.MAX);
    }

    @Test
    void shouldGoIdleAgainWhenItsRowsHadNoWatermark() {
        Seeds.check(SEEDS, seed -> new IdlenessTest().goIdleAgain(seed));
    }

    private void goIdleAgain(long seed) {
        Watermarks<Long> none = Watermarks.<Long>custom(Silent::new).idleAfter(SILENCE);
        PushSource<Long> beside = Sources.push(64);
        EventStream<Long> upstream = pipeline.source("left", left)
                .timestamps(ITSELF, none)
                .merge(pipeline.source("beside", beside)
                        .timestamps(ITSELF, Watermarks.ascending().idleAfter(SILENCE)));
        Simulation run = merged(seed, upstream, ascending(right));
        beside.tryEmit(100L);
        passWhileRightIsActive(run, 10);
        left.tryEmit(5L);
        passWhileRightIsActive(run, 20);
        assertThat(watermark(run)).isBetween(9L, 30L);
        right.tryEmit(10_000L);
        run.settle();
        assertThat(watermark(run)).isEqualTo(9_999);
    }

    @Test
    void shouldGoIdleAgainWhenATimerEmittedRows() {
        Seeds.check(SEEDS, seed -> new IdlenessTest().goIdleAgainBehindTimer(seed));
    }

    private void goIdleAgainBehindTimer(long seed) {
        EventStream<Long> upstream = ascending(left).keyBy(event -> event % 2).process("echo", Echo::new);
        Simulation run = merged(seed, upstream, ascending(right));
        left.tryEmit(1_000L);
        right.tryEmit(10L);
        run.settle();
        for (long event = 11; event < 31; event++) {
            right.tryEmit(event);
            run.settle().advance(SILENCE.dividedBy(3));
        }
        right.tryEmit(5_000L);
        run.settle();
        assertThat(watermark(run)).as("an echo is no sign of life").isEqualTo(4_999);
    }

    @Test
    void shouldStayIdleWhenOnlyWatermarksComeFromUpstream() {
        Seeds.check(SEEDS, seed -> new IdlenessTest().stayIdle(seed));
    }

    private void stayIdle(long seed) {
        EventStream<Long> again = ascending(left)
                .filter(event -> event % 2 == 0)
                .timestamps(ITSELF, Watermarks.ascending().idleAfter(SILENCE));
        Simulation run = merged(seed, again, ascending(right));
        left.tryEmit(1_000L);
        right.tryEmit(10L);
        run.settle();
        assertThat(watermark(run)).isEqualTo(9);
        for (long event = 11; event < 31; event++) {
            left.tryEmit(1_000 + 2 * event + 1);
            right.tryEmit(event);
            run.settle().advance(SILENCE.dividedBy(3));
        }
        right.tryEmit(5_000L);
        run.settle();
        assertThat(watermark(run)).as("dropped events keep nothing back").isEqualTo(4_999);
    }

    @Test
    void shouldIdleByDefaultOnlyWhenTheSourceIsLive() {
        Simulation run = merged(
                1,
                pipeline.source("left", left).map(event -> event).timestamps(ITSELF, Watermarks.ascending()),
                pipeline.source("right", right).timestamps(ITSELF, Watermarks.ascending()));
        right.tryEmit(100L);
        run.settle().advance(Duration.ofSeconds(59));
        assertThat(watermark(run)).isEqualTo(EventTime.NONE);
        right.tryEmit(101L);
        run.settle().advance(Duration.ofSeconds(2));
        assertThat(watermark(run)).isEqualTo(100);
    }

    private EventStream<Long> ascending(PushSource<Long> source) {
        return pipeline.source(source == left ? "left" : "right", source)
                .timestamps(ITSELF, Watermarks.ascending().idleAfter(SILENCE));
    }

    private Simulation merged(long seed, EventStream<Long> one, EventStream<Long> other) {
        SplittableRandom random = new SplittableRandom(seed);
        one.transform(OperatorSpec.<Long, Long>stateless("both", Passing::new), other)
                .named("both")
                .to("sink", Sinks.discard());
        return Simulation.of(pipeline).seed(seed).parallelism(1 + random.nextInt(2));
    }

    /** Lets the left input be silent for long enough, while the right one goes on. */
    private void passWhileRightIsActive(Simulation run, long from) {
        for (int i = 0; i < 6; i++) {
            right.tryEmit(from + i);
            run.settle().advance(SILENCE.dividedBy(3));
        }
        right.tryEmit(from + 6);
        run.settle();
    }

    private static long watermark(Simulation run) {
        Optional<Instant> watermark = run.metrics().tasks().stream()
                .filter(task -> task.task().equals("both-0"))
                .map(TaskMetrics::watermark)
                .findFirst()
                .orElseThrow();
        return watermark.map(EventTime::of).orElse(EventTime.NONE);
    }

    private static final class Passing implements Operator<Long, Long> {
        @Override
        public boolean process(int input, Batch<Long> batch, Output<Long> out) {
            for (int row = 0; row < batch.size(); row++) {
                out.emit(batch.value(row), batch.timestamp(row));
            }
            return true;
        }
    }

    /** Repeats each event after three silences. */
    private static final class Echo extends KeyedProcess<Long, Long, Long> {

        private final Timer echo =
                processingTimer("echo", (context, out) -> out.emit(context.key(), Instant.ofEpochMilli(1)));

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<Long> out) {
            echo.set(context.processingTime().plus(SILENCE.multipliedBy(3)));
            out.emit(event);
        }
    }

    /** Never knows. */
    private static final class Silent implements WatermarkGenerator<Long> {
        @Override
        public boolean onEvent(Long event, long timestamp) {
            return false;
        }

        @Override
        public long watermark() {
            return EventTime.NONE;
        }
    }
}
