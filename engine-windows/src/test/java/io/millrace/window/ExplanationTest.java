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
import io.millrace.operator.TaskContext;
import io.millrace.sink.Sinks;
import io.millrace.source.Fetch;
import io.millrace.source.PushSource;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Sources;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
        run.settle();
        expect(Cause.NO_SUCH_KEY, "Ada", """
                Window 'clicks' of key 'Ada' has nothing to fire: it keeps no event of that key.
                Task clicks-0, which owns the key, has taken in 0 events, of all its keys. None was late. The \
                watermark is 2024-01-01T11:59:54.999Z; windows that ended by then have fired, and are gone.
                To do: see whether the key is right (this one is a String), and whether a filter drops its events.
                """);
    }

    @Test
    void shouldSayThatEventsCameTooLate() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "bob", 200);
        push(left, "ada", 5);
        run.settle();
        expect(Cause.NO_SUCH_KEY, "ada", """
                Window 'clicks' of key 'ada' has nothing to fire: it keeps no event of that key.
                Task clicks-1, which owns the key, has taken in 2 events, of all its keys. 1 came too late for any \
                window. The watermark is 2024-01-01T12:03:09.999Z; windows that ended by then have fired, and are \
                gone.
                To do: see whether the key is right (this one is a String), and whether a filter drops its events; \
                late events are in the late stream, and .allowedLateness(...) lets more of them in.
                """);
    }

    @Test
    void shouldSayThatItHasFired() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        push(left, "bob", 80);
        run.settle();
        expect(Cause.FIRED_ALREADY, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z has fired already. \
                It is kept for late events until the watermark reaches 2024-01-01T12:01:29.999Z.
                No other window of that key has events. The watermark is 2024-01-01T12:01:09.999Z.
                To do: look downstream of the operator for the result; the next one comes with the key's next \
                events.
                """);
    }

    @Test
    void shouldSayWhichEventItWaitsFor() {
        window(clicks(TEN_SECONDS), Windows.tumbling(ofMinutes(1)), Emit.whenFirst(count -> count > 3));
        push(left, "ada", 5);
        run.settle();
        expect(Cause.CONDITION_NOT_MET, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z gives its result \
                with an event, and not when it ends. It waits for an event with which its condition holds.
                To do: see whether the condition is right; Emit.atEnd() gives a result for every window.
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
                Window 'clicks' of key 'ada' from 2024-01-01T00:00:00Z to 2024-01-01T00:01:00Z goes by the clock: \
                it fires at 2024-01-01T00:01:00Z, in 48 s.
                To do: wait; the clock cannot be hurried.
                """);
    }

    @Test
    void shouldSayThatItFiresAtTheEndOfTheStream() {
        window(clicks(TEN_SECONDS), Windows.global(), Emit.atEnd());
        push(left, "ada", 5);
        run.settle();
        expect(Cause.STREAM_HAS_NOT_ENDED, "ada", """
                Window 'clicks' of key 'ada' fires when the stream ends, which it has not.
                To do: drain() ends it; Emit.every(...) has results before the end.
                """);
    }

    @Test
    void shouldSayThatASourceHasGivenNothing() {
        merged(TEN_SECONDS);
        push(left, "ada", 5);
        push(left, "ada", 90);
        run.settle().advance(ofSeconds(20));
        expect(Cause.NO_WATERMARK_YET, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. There is none yet.
                It waits for source 'right' (task right-0), which has had no event with a time yet.
                After a silence of 1 min it is declared idle, and the others do not wait for it any more: in 40 s, \
                at 2024-01-01T00:01:00Z.
                To do: see whether the source has anything to give, and whether a filter before .timestamps(...) \
                drops it.
                """);
    }

    @Test
    void shouldSayWhichEventIsNeeded() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        push(left, "bob", 62);
        run.settle().advance(ofSeconds(3));
        expect(Cause.NEEDS_NEWER_EVENTS, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T12:00:51.999Z.
                Source 'left' (task left-0) has given no event that is new enough: the newest is of \
                2024-01-01T12:01:02Z, and its watermark (bounded out-of-orderness PT10S) is 10.001 s behind that. \
                At this distance, an event of 2024-01-01T12:01:10Z or later is needed.
                Its last event came at 2024-01-01T00:00:00Z, 3 s ago.
                To do: wait for newer events; at the end of the stream, drain() fires every window. Where events \
                come in better order than was assumed, a smaller bound fires sooner.
                """);
    }

    @Test
    void shouldSayWhichSplitIsSlow() {
        EventStream<Click> clicks = pipeline.source("files", new TwoFiles()).timestamps(Click::time, TEN_SECONDS);
        window(clicks, Windows.tumbling(ofMinutes(1)), Emit.atEnd());
        run.settle();
        expect(Cause.SLOW_SPLIT, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:52.999Z.
                It waits for split 'two.csv' of source 'files' (task files-0), which is behind the others: the newest is \
                of 2024-01-01T12:00:03Z, and its watermark (bounded out-of-orderness PT10S) is 10.001 s behind \
                that. At this distance, an event of 2024-01-01T12:01:10Z or later is needed.
                The other splits are at 2024-01-01T12:01:49.999Z or further.
                To do: see why that split is read more slowly; if it may be silent for long, .idleAfter(Duration) \
                on its watermarks has the others not wait for it.
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
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:49.999Z.
                It waits for source 'log' (task log-0), which is silent: its last event came at \
                2024-01-01T00:00:00Z, 2 h ago, and its watermark is 2024-01-01T11:59:49.999Z. The others are at \
                2024-01-01T12:01:19.999Z or further, which is enough.
                It has no idle timeout: it is waited for however long it is silent.
                To do: if it may be silent for long, put .idleAfter(Duration) on its watermarks, so that the \
                others do not wait for it.
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
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:50.999Z.
                It waits for source 'right' (task right-0), which is silent: its last event came at \
                2024-01-01T00:00:00Z, 1 min 30 s ago, and its watermark is 2024-01-01T11:59:50.999Z. The others \
                are at 2024-01-01T12:01:19.999Z or further, which is enough.
                After a silence of 5 min it is declared idle, and the others do not wait for it any more: in 3 min \
                30 s, at 2024-01-01T00:05:00Z.
                To do: wait, or give .idleAfter(...) on its watermarks a shorter time.
                """);
    }

    @Test
    void shouldSayThatAllInputsAreIdle() {
        merged(TEN_SECONDS);
        push(left, "ada", 5);
        push(right, "ada", 7);
        run.settle().advance(ofMinutes(10));
        expect(Cause.ALL_IDLE, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:56.999Z.
                All inputs of task clicks-1 are idle: source 'left' (task left-0) gave its last event at \
                2024-01-01T00:00:00Z, 10 min ago; source 'right' (task right-0) gave its last event at \
                2024-01-01T00:00:00Z, 10 min ago.
                While nothing comes, event time stands still. It goes on with events that bring the watermark to \
                2024-01-01T12:00:59.999Z.
                To do: at the end of the stream, drain() fires every window; .closeAfterIdle(Duration) on the \
                watermarks has event time go on by the clock in such a silence.
                """);
    }

    @Test
    void shouldSayThatTheOnlySourceIsIdle() {
        clicksPerMinute(TEN_SECONDS);
        run = Simulation.of(pipeline).steadyClock().parallelism(1);
        push(left, "ada", 5);
        run.settle().advance(ofMinutes(10));
        expect(Cause.ALL_IDLE, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:54.999Z.
                Source 'left' (task left-0) is idle: its last event came at 2024-01-01T00:00:00Z, 10 min ago.
                While nothing comes, event time stands still. It goes on with events that bring the watermark to \
                2024-01-01T12:00:59.999Z.
                To do: at the end of the stream, drain() fires every window; .closeAfterIdle(Duration) on the \
                watermarks has event time go on by the clock in such a silence.
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
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:00:01Z fires when the \
                watermark reaches 2024-01-01T12:00:00.999Z. It is at 2024-01-01T11:59:50.999Z.
                Task clicks-1 is held back since 2024-01-01T00:00:00Z, for 1 min 15 s: task results-1 takes \
                nothing more.
                To do: make results-1 faster, or give it more tasks; see job.metrics() for what it takes in.
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
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:54.999Z.
                Task merge-4-0 takes nothing from task left-0, whose barrier has come, until that of right-0 has \
                come as well.
                To do: find out why right-0 is slow: a barrier waits behind its events.
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
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:54.999Z.
                That watermark is on its way. Task left-0 has sent 2024-01-01T12:01:19.999Z to task clicks-1, \
                which has 2 batches of that input to take in first.
                To do: wait; if this answer stays the same, the task is slow: see job.metrics().
                """);
    }

    @Test
    void shouldSayThatTheJobIsBeingStopped() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        run.settle().hold("clicks").stop();
        expect(Cause.STOPPED_WITHOUT_DRAIN, "ada", """
                Window 'clicks' of key 'ada' from 2024-01-01T12:00:00Z to 2024-01-01T12:01:00Z fires when the \
                watermark reaches 2024-01-01T12:00:59.999Z. It is at 2024-01-01T11:59:54.999Z.
                The job has been told to stop, not to drain: event time goes no further than what is under way.
                To do: end the job with drain(), which fires every window, rather than with stop().
                """);
        run.release("clicks").run();
        expect(Cause.STOPPED_WITHOUT_DRAIN, "ada", """
                Window 'clicks' of key 'ada' does not fire any more: job 'site' was stopped, not drained.
                To do: end the job with drain(), which fires every window, rather than with stop().
                """);
    }

    @Test
    void shouldSayThatTheStreamHasEnded() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        run.settle().drain();
        expect(Cause.JOB_ENDED, "ada", """
                Window 'clicks' of key 'ada' does not fire any more: the stream has ended, and with it task \
                clicks-1, which owned the key. Every window has fired.
                To do: look downstream of the operator for the result; there is none for a key without events.
                """);
    }

    @Test
    void shouldSayThatTheJobWasCancelled() {
        clicksPerMinute(TEN_SECONDS);
        push(left, "ada", 5);
        run.settle().cancel();
        expect(Cause.JOB_ENDED, "ada", """
                Window 'clicks' of key 'ada' does not fire any more: job 'site' was cancelled, and what was under \
                way dropped.
                To do: end the job with drain(), which fires every window.
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
        run = Simulation.of(pipeline)
                .steadyClock()
                .seed(1)
                .parallelism(2)
                .batchSize(1)
                .edgeCapacity(2);
    }

    private void push(PushSource<Click> source, String user, int secondsAfterNoon) {
        assertThat(source.tryEmit(new Click(user, NOON.plusSeconds(secondsAfterNoon))))
                .isTrue();
    }

    private void expect(Cause cause, String key, String text) {
        Explanation explanation = run.explain("clicks", key);
        assertThat(explanation).hasToString(text.strip());
        assertThat(explanation.cause()).isEqualTo(cause);
    }

    /** Two files, of which the second stays behind the first. */
    private static final class TwoFiles implements SplitSource<Click> {

        private static final int CLICKS = 2;

        @Override
        public SplitFinder finder(TaskContext context) {
            return known -> Splits.all(List.of(new Split("one.csv"), new Split("two.csv")));
        }

        @Override
        public SourceReader<Click> open(SourceContext context) {
            AtomicInteger next = new AtomicInteger();
            int step = context.split().equals("one.csv") ? 120 : 2;
            return batch -> {
                int click = next.getAndIncrement();
                if (click >= CLICKS) {
                    return Fetch.WAIT;
                }
                batch.add(new Click("ada", NOON.plusSeconds(step == 2 ? click * step + 1 : click * step)));
                return Fetch.MORE;
            };
        }
    }

    /** One click, and then silence; it is not live, so that no idle timeout is assumed. */
    private static final class Stalled implements Source<Click> {

        @Override
        public SourceReader<Click> open(SourceContext context) {
            AtomicBoolean given = new AtomicBoolean();
            return batch -> {
                if (given.compareAndSet(false, true)) {
                    batch.add(new Click("cid", NOON));
                }
                return Fetch.WAIT;
            };
        }
    }
}
