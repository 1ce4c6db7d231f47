package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.SimulatedExecutor;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Windows behind calls of others. */
class CallsAndWindowsTest {

    record Click(String user, long time) {}

    private final PushSource<Click> clicks = Sources.push(100);
    private final List<CompletableFuture<Click>> calls = new ArrayList<>();

    private static EventStream<Click> timed(EventStream<Click> events) {
        return events.typed(Click.class)
                .timestamps(Timestamps.millis(Click::time), Watermarks.ascending())
                .typed(Click.class);
    }

    private static void counted(EventStream<Click> events) {
        events.keyBy(Click::user)
                .window(Windows.tumbling(Duration.ofMillis(10)))
                .aggregate("clicks", Aggregates.count())
                .to("out", Sinks.discard());
    }

    private Simulation simulation(int inFlight) {
        Pipeline pipeline = Pipeline.create("site");
        counted(timed(pipeline.source("in", clicks))
                .mapAsync("score", click -> {
                    CompletableFuture<Click> call = new CompletableFuture<>();
                    calls.add(call);
                    return call;
                })
                .inFlight(inFlight));
        return Simulation.of(pipeline).steadyClock().parallelism(1).seed(1).batchSize(1);
    }

    @Test
    void shouldSayWhichCallsHoldEventTimeBack() {
        Simulation run = simulation(10).settle();
        clicks.emit(new Click("ada", 5));
        clicks.emit(new Click("bob", 5));
        clicks.emit(new Click("cleo", 45));
        run.settle().advance(Duration.ofSeconds(3));
        calls.get(1).complete(new Click("bob", 5));
        calls.get(0).complete(new Click("ada", 5));
        Explanation fired = run.settle().explain("clicks", "ada");
        // The watermark that the last click brought has come behind it, and waits for it.
        assertThat(fired.cause()).isEqualTo(Cause.HELD_BY_OPERATOR);
        assertThat(fired.toString()).contains("holds event time back", "It waits for a call to 'score', since ");
        calls.get(2).complete(new Click("cleo", 45));
        run.settle();
        assertThat(run.output("out")).hasSize(2);
        clicks.complete();
        run.run();
    }

    @Test
    void shouldSayWhichCallsATaskWaitsFor() {
        Simulation run = simulation(2).settle();
        clicks.emit(new Click("ada", 5));
        run.settle();
        calls.get(0).complete(new Click("ada", 5));
        for (int time = 6; time < 9; time++) {
            clicks.emit(new Click("ada", time));
        }
        Explanation waiting = run.settle().explain("clicks", "ada");
        assertThat(waiting.cause()).isEqualTo(Cause.HELD_BY_OPERATOR);
        assertThat(waiting.toString())
                .contains("waits for 2 calls to 'score', the oldest since ", "its task takes nothing meanwhile");
        for (int call = 1; call < 4; call++) {
            calls.get(call).complete(new Click("ada", 5 + call));
            run.settle();
        }
        clicks.complete();
        run.run();
    }

    @Test
    void shouldCountWhatWouldBeCountedWithoutCalls() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Click> events = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                events.add(new Click("user" + random.nextInt(5), i * 3L));
            }
            SimulatedExecutor others = SimulatedExecutor.within(Duration.ofMillis(20));
            Pipeline with = Pipeline.create("with");
            var answers = timed(with.source("in", Sources.collection(events)))
                    .mapAsync("score", click -> CompletableFuture.supplyAsync(() -> click, others))
                    .inFlight(1 + random.nextInt(20));
            counted((random.nextBoolean() ? answers.unordered() : answers).typed(Click.class));
            Pipeline without = Pipeline.create("without");
            counted(timed(without.source("in", Sources.collection(events))));
            List<Object> results = Simulation.of(with)
                    .seed(seed)
                    .executor(others)
                    .snapshots(Duration.ofMillis(5))
                    .steps(random.nextInt(3_000))
                    .crashAndRestore()
                    .run()
                    .output("out");
            assertThat(results)
                    .containsExactlyInAnyOrderElementsOf(
                            Simulation.of(without).seed(seed).run().output("out"));
        });
    }
}
