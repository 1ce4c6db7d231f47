package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.survival.SurvivalRun.Outcome;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Random jobs on a runtime of their own, which knows of the engine what everybody may, give what the engine gives. */
class HostedSurvivalTest {

    private static final int SEEDS = 300;

    @Test
    void shouldGiveWhatTheEngineGivesAtAnyParallelismWhateverFails() {
        Tally tally = new Tally();
        Seeds.check(SEEDS, seed -> check(seed, tally));
        if (tally.of("SEEDS") >= SEEDS) {
            assertThat(List.of(
                            tally.of("KILLED"),
                            tally.of("FAILED"),
                            tally.of("RESTORED"),
                            tally.of("COMBINED"),
                            tally.of("STORED")))
                    .as("what has happened, of %s", tally)
                    .doesNotContain(0L);
        }
    }

    @Test
    void shouldTellWindowsAndLateEventsAsTheEngineDoes() {
        Tally tally = new Tally();
        Seeds.check(SEEDS, seed -> {
            Simulation simulation = Simulation.of(windows(seed, name -> Sinks.discard()))
                    .seed(seed)
                    .parallelism((int) (1 + seed % 5));
            simulation.run();
            HostedRun run = new HostedRun(seed, tally);
            run.toTheEnd(() -> {
                Pipeline pipeline = windows(seed, name -> run.world().observed(name, Sinks.discard()));
                pipeline.serde(Vault.Ticket.class, new Vault.TicketSerde());
                return pipeline;
            });
            for (String sink : List.of("results", "late")) {
                assertThat(run.output(sink))
                        .as("%s of %s", sink, run)
                        .containsExactlyInAnyOrderElementsOf(simulation.output(sink));
            }
            tally.hit("LATE", run.output("late").size());
        });
        assertThat(tally.of("LATE")).isPositive();
    }

    static void check(long seed, Tally tally) throws Exception {
        HostedRun run = new HostedRun(seed, tally);
        List<RandomJob> jobs = new ArrayList<>();
        run.toTheEnd(() -> {
            jobs.add(new RandomJob(seed, false, run.world()));
            return jobs.get(jobs.size() - 1).pipeline();
        });
        RandomJob job = jobs.get(jobs.size() - 1);
        new Outcome(job, run::output, view -> null, run.disk(), run.world(), false, true).check(run);
    }

    /** What is late is told by the events themselves, however many come at a time. */
    private static Pipeline windows(long seed, Function<String, Sink<Object>> sinks) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Event> events = new ArrayList<>();
        long now = 0;
        for (int seq = 0, count = 1 + random.nextInt(120); seq < count; seq++) {
            now += random.nextInt(8);
            long behind = random.nextInt(6) == 0 ? random.nextInt(60) : random.nextInt(4);
            long watermark = random.nextInt(3) == 0 ? now - 5 : EventTime.NONE;
            events.add(new Event("a", seq, random.nextInt(8), now - behind, watermark));
        }
        Mishaps none = new Mishaps(new Tally());
        Pipeline pipeline = Pipeline.create("windows");
        pipeline.serde(Sum.class, new Sum.SumSerde(none));
        EventStream<Event> stream = pipeline.source("in", Sources.collection(events))
                .typed(Event.class)
                .timestamps(Timestamps.millis(Event::time), Watermarks.punctuatedMillis(Event::value))
                .typed(Event.class);
        var keyed = stream.keyBy(Event::key, Integer.class);
        Duration size = Duration.ofMillis(10 + random.nextInt(20));
        var windows = switch (random.nextInt(3)) {
            case 0 -> keyed.window(Windows.tumbling(size));
            case 1 -> keyed.window(Windows.sliding(size.multipliedBy(2), size));
            default -> keyed.window(Windows.session(size));
        };
        var results = (random.nextBoolean() ? windows : windows.allowedLateness(Duration.ofMillis(8)))
                .aggregate("windows", new Sum.Of(none, random.nextBoolean()));
        results.map(Object::toString).typed(String.class).to("results", sinks.apply("results"));
        // Nobody reads them: senders may put together what is late.
        (random.nextBoolean() ? results.late() : stream).to("late", sinks.apply("late"));
        return pipeline;
    }
}
