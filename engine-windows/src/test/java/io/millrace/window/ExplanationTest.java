package io.millrace.window;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Every cause, and the words for it. The clock of the simulation begins with 2024; the clicks are of noon, give or take
 * some seconds.
 */
class ExplanationTest {

    private record Click(String user, Instant time) {}

    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");
    private static final Watermarks<Object> TEN_SECONDS = Watermarks.boundedOutOfOrderness(ofSeconds(10));

    private final PushSource<Click> left = Sources.push(64);
    private final PushSource<Click> right = Sources.push(64);
    private final Pipeline pipeline = Pipeline.create("site");
    private Simulation run;

    @Test
    void shouldSayThatNoEventOfTheKeyIsKept() {
        window(clicks(TEN_SECONDS), Windows.tumbling(ofMinutes(1)), Emit.atEnd());
        push(left, "ada", 5);
        push(left, "ada", 100);
        push(left, "ada", 3);
        run.settle();
        expect(Cause.NO_SUCH_KEY, "Ada", """
                """);
    }

    @Test
    void shouldSayThatItHasFired() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        push(left, "bob", 80);
        run.settle();
        expect(Cause.FIRED_ALREADY, "ada", """
                """);
    }

    @Test
    void shouldSayWhichEventItWaitsFor() {
        window(clicks(TEN_SECONDS), Windows.tumbling(ofMinutes(1)), Emit.whenFirst(count -> count > 3));
        push(left, "ada", 5);
        run.settle();
        expect(Cause.CONDITION_NOT_MET, "ada", """
                """);
    }

    @Test
    void shouldSayThatItGoesByTheClock() {
        results(clicks(TEN_SECONDS)
                .keyBy(Click::user)
                .window(Windows.<String, Click>tumbling(ofMinutes(1)))
                .processingTime()
                .aggregate("clicks", Aggregates.count()));
        push(left, "ada", 5);
        run.settle().advance(ofSeconds(12));
        expect(Cause.NOT_DUE_YET, "ada", """
                """);
    }

    @Test
    void shouldSayThatItFiresAtTheEndOfTheStream() {
        window(clicks(TEN_SECONDS), Windows.global(), Emit.atEnd());
        push(left, "ada", 5);
        run.settle();
        expect(Cause.STREAM_HAS_NOT_ENDED, "ada", """
                """);
    }

    @Test
    void shouldSayThatASourceHasGivenNothing() {
        merged(TEN_SECONDS);
        push(left, "ada", 5);
        push(left, "ada", 90);
        run.settle().advance(ofSeconds(20));
        expect(Cause.NO_WATERMARK_YET, "ada", """
                """);
    }

    @Test
    void shouldSayWhichEventIsNeeded() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        push(left, "bob", 62);
        run.settle().advance(ofSeconds(3));
        expect(Cause.NEEDS_NEWER_EVENTS, "ada", """
                """);
    }

    @Test
    void shouldSayWhichSplitIsSlow() {
        EventStream<Click> clicks = pipeline.source("files", new TwoFiles()).timestamps(Click::time, TEN_SECONDS);
        window(clicks, Windows.tumbling(ofMinutes(1)), Emit.atEnd());
        run.settle();
        expect(Cause.SLOW_SPLIT, "ada", """
                """);
    }

    @Test
    void shouldSayThatASilentInputIsWaitedForWithoutEnd() {
        EventStream<Click> log = pipeline.source("log", new Stalled()).timestamps(Click::time, TEN_SECONDS);
        windowPerMinute(clicks(TEN_SECONDS).merge(log));
        push(left, "ada", 5);
        run.settle().advance(ofHours(2));
        push(left, "bob", 90);
        run.settle();
        expect(Cause.SILENT_INPUT, "ada", """
                """);
    }

    @Test
    void shouldSayWhenASilentInputIsDeclaredIdle() {
        merged(TEN_SECONDS.idleAfter(ofMinutes(5)));
        push(right, "bob", 1);
        push(left, "ada", 5);
        run.settle().advance(ofSeconds(90));
        push(left, "ada", 90);
        run.settle();
        expect(Cause.IDLE_TIMEOUT_PENDING, "ada", """
                """);
    }

    @Test
    void shouldSayThatAllInputsAreIdle() {
        merged(TEN_SECONDS);
        push(left, "ada", 5);
        push(right, "ada", 7);
        run.settle().advance(ofMinutes(10));
        expect(Cause.ALL_IDLE, "ada", """
                """);
    }

    @Test
    void shouldSayThatTheOnlySourceIsIdle() {
        clicksPerMinute(TEN_SECONDS);
        run = Simulation.of(pipeline).parallelism(1);
        push(left, "ada", 5);
        run.settle().advance(ofMinutes(10));
        expect(Cause.ALL_IDLE, "ada", """
                """);
    }

    @Test
    void shouldSayWhoDoesNotTakeWhatIsGiven() {
        window(clicks(TEN_SECONDS), Windows.tumbling(ofSeconds(1)), Emit.atEnd());
        run.hold("results");
        for (int second = 0; second < 60; second++) {
            push(left, "ada", second);
        }
        run.settle().advance(ofSeconds(75));
        expect(Cause.BLOCKED, "ada", """
                """);
    }

    @Test
    void shouldSayWhoseBarrierIsMissing() {
        merged(TEN_SECONDS);
        push(left, "ada", 5);
        push(right, "ada", 7);
        run.settle().hold("right").barrier();
        push(left, "ada", 90);
        push(left, "ada", 91);
        run.settle();
        expect(Cause.ALIGNING, "ada", """
                """);
    }

    @Test
    void shouldSayThatTheWatermarkIsOnItsWay() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        run.settle().hold("clicks");
        push(left, "bob", 90);
        run.settle();
        expect(Cause.UNDER_WAY, "ada", """
                """);
    }

    @Test
    void shouldSayThatTheJobIsBeingStopped() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        run.settle().hold("results").stop();
        expect(Cause.STOPPED_WITHOUT_DRAIN, "ada", """
                """);
        run.release("results").run();
        expect(Cause.STOPPED_WITHOUT_DRAIN, "ada", """
                """);
    }

    @Test
    void shouldSayThatTheStreamHasEnded() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        run.settle().drain();
        expect(Cause.JOB_ENDED, "ada", """
                """);
    }

    @Test
    void shouldSayThatTheJobWasCancelled() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        run.settle().cancel();
        expect(Cause.JOB_ENDED, "ada", """
                """);
    }

    private EventStream<Click> clicks(Watermarks<Object> watermarks) {
        return pipeline.source("left", left).timestamps(Click::time, watermarks);
    }

    private void clicksPerMinute(Watermarks<Object> watermarks) {
        windowPerMinute(clicks(watermarks));
    }

    private void merged(Watermarks<Object> watermarksOfRight) {
        windowPerMinute(
                clicks(TEN_SECONDS).merge(pipeline.source("right", right).timestamps(Click::time, watermarksOfRight)));
    }

    private void windowPerMinute(EventStream<Click> clicks) {
        window(clicks, Windows.tumbling(ofMinutes(1)), Emit.atEnd());
    }

    private void window(
            EventStream<Click> clicks,
            KeyedExtension<String, Click, WindowedStream<String, Click>> windows,
            Emit<? super Long> emit) {
        results(clicks.keyBy(Click::user)
                .window(windows)
                .allowedLateness(ofSeconds(30))
                .aggregate("clicks", Aggregates.count(), emit));
    }

    private void results(EventStream<WindowResult<String, Long>> results) {
        results.to("results", Sinks.blockingCallback(result -> {}));
        run = Simulation.of(pipeline).seed(1).parallelism(2).batchSize(1).edgeCapacity(2);
    }

    private void push(PushSource<Click> source, String user, int secondsAfterNoon) {
        assertThat(source.tryEmit(new Click(user, NOON.plusSeconds(secondsAfterNoon))))
                .isTrue();
    }

    private void expect(Cause cause, String key, String text) {
        Explanation explanation = run.explain("clicks", key);
        System.out.println("@@"
                + StackWalker.getInstance()
                        .walk(s -> s.skip(1).findFirst().get().getMethodName()) + "\n" + explanation + "\n" + text);
        assertThat(explanation.cause()).isEqualTo(cause);
    }

    private static class TwoFiles implements Source<Click> {
        @Override
        public io.millrace.source.SourceReader<Click> open(io.millrace.source.SourceContext context) {
            var given = new int[1];
            return batch -> {
                int at = given[0]++;
                if (at >= 4) {
                    return Fetch.WAIT;
                }
                batch.split(at % 2, 2);
                Instant time = NOON.plusSeconds(at % 2 == 0 ? at * 60L : at);
                batch.add(new Click("ada", time));
                return Fetch.MORE;
            };
        }
    }

    private static class Stalled implements Source<Click> {
        @Override
        public io.millrace.source.SourceReader<Click> open(io.millrace.source.SourceContext context) {
            var given = new int[1];
            return batch -> {
                if (given[0]++ == 0) {
                    batch.add(new Click("cid", NOON));
                }
                return Fetch.WAIT;
            };
        }
    }
}
