package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.metrics.Explanation;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Every cause, and how it is told. The clock of the simulation begins with 2024. */
class ExplanationTest {

    private record Click(String user, Instant time) {}

    private static final Instant NOON = Instant.parse("2024-01-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final PushSource<Click> left = Sources.push(64);
    private final PushSource<Click> right = Sources.push(64);
    private final Pipeline pipeline = Pipeline.create("clicks");
    private Simulation run;

    @Test
    void print() {
        for (java.lang.reflect.Method m : ExplanationTest.class.getDeclaredMethods()) {
            if (!m.getName().startsWith("case")) continue;
            ExplanationTest t = new ExplanationTest();
            try {
                System.out.println("@@ " + m.getName());
                m.setAccessible(true);
                System.out.println(m.invoke(t));
            } catch (Throwable e) {
                e.printStackTrace(System.out);
            }
        }
    }

    Explanation caseNoSuchKey() {
        one(Emit.atEnd());
        push(left, "ada", 5);
        run.settle();
        return run.explain("clicks-per-minute", "eve");
    }

    Explanation caseFired() {
        one(Emit.atEnd(), Duration.ofSeconds(30));
        push(left, "ada", 5);
        push(left, "bob", 80);
        run.settle();
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation caseCondition() {
        one(Emit.whenFirst(count -> count > 3));
        push(left, "ada", 5);
        run.settle();
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation caseNewer() {
        one(Emit.atEnd());
        push(left, "ada", 5);
        push(left, "bob", 62);
        run.settle().advance(Duration.ofSeconds(3));
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation caseAllIdle() {
        one(Emit.atEnd());
        push(left, "ada", 5);
        run.settle().advance(Duration.ofMinutes(10));
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation caseNoWatermark() {
        two(replayed());
        push(left, "ada", 5);
        push(left, "ada", 90);
        run.settle().advance(Duration.ofSeconds(3));
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation casePending() {
        two(replayed().idleAfter(MINUTE));
        push(right, "bob", 1);
        push(left, "ada", 5);
        run.settle().advance(Duration.ofSeconds(20));
        push(left, "ada", 90);
        run.settle();
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation caseBlocked() {
        one(Emit.onUpdate());
        run.hold("results");
        for (int i = 0; i < 60; i++) {
            push(left, "ada", i);
        }
        run.settle().advance(Duration.ofSeconds(20));
        System.out.println(run.metrics());
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation caseStopped() {
        one(Emit.atEnd());
        push(left, "ada", 5);
        run.settle().stop();
        return run.explain("clicks-per-minute", "ada");
    }

    Explanation caseEnded() {
        one(Emit.atEnd());
        push(left, "ada", 5);
        run.settle().drain();
        return run.explain("clicks-per-minute", "ada");
    }

    private static Watermarks<Object> replayed() {
        return Watermarks.boundedOutOfOrderness(Duration.ofSeconds(10));
    }

    private void push(PushSource<Click> source, String user, int seconds) {
        assertThat(source.tryEmit(new Click(user, NOON.plusSeconds(seconds)))).isTrue();
    }

    private void one(Emit<? super Long> emit) {
        one(emit, Duration.ZERO);
    }

    private void one(Emit<? super Long> emit, Duration lateness) {
        windows(pipeline.source("left", left).timestamps(Click::time, replayed()), emit, lateness);
    }

    private void windows(EventStream<Click> clicks, Emit<? super Long> emit, Duration lateness) {
        clicks.keyBy(Click::user)
                .window(Windows.tumbling(MINUTE))
                .allowedLateness(lateness)
                .aggregate("clicks-per-minute", Aggregates.count(), emit)
                .to("results", Sinks.blockingCallback(result -> {}));
        run = Simulation.of(pipeline).seed(1).parallelism(2).batchSize(1).edgeCapacity(2);
    }

    private void two(Watermarks<Object> watermarksOfRight) {
        windows(
                pipeline.source("left", left)
                        .timestamps(Click::time, replayed())
                        .merge(pipeline.source("right", right).timestamps(Click::time, watermarksOfRight)),
                Emit.atEnd(),
                Duration.ZERO);
    }
}
