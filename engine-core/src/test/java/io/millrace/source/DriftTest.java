package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How far readers of a source without splits get apart in event time. */
class DriftTest {

    private static final int READERS = 3;

    /** With one that has nothing to read. */
    private static final int ALL_READERS = READERS + 1;

    private static final int EVENTS = 100;
    private static final int LONGEST_STEP = 15;
    private static final int DRIFT = 50;

    private record Tick(int reader, int number) {

        /** Each reader gets on as fast as no other does. */
        long time() {
            return (long) number * (1 + reader * (LONGEST_STEP - 1) / 2);
        }
    }

    private static final class Ticks implements Source<Tick> {

        @Override
        public int maxParallelism() {
            return ALL_READERS;
        }

        @Override
        public SourceReader<Tick> open(SourceContext context) {
            return new SourceReader<>() {
                private int next = context.startPosition() == null ? 0 : (int) context.startPosition();

                @Override
                public Fetch fetch(Batch<Tick> batch) {
                    if (context.subtask() == READERS) {
                        return Fetch.END;
                    }
                    if (next < EVENTS) {
                        batch.add(new Tick(context.subtask(), next++));
                    }
                    return next < EVENTS ? Fetch.MORE : Fetch.END;
                }

                @Override
                public Object position() {
                    return next;
                }
            };
        }
    }

    @Test
    void shouldHoldBackAReaderThatIsAheadOfOthers() {
        AtomicLong apart = new AtomicLong();
        Seeds.check(60, seed -> {
            assertThat(drift(seed, Watermarks.ascending().maxDrift(Duration.ofMillis(DRIFT))))
                    .isLessThanOrEqualTo(DRIFT + LONGEST_STEP + 2);
            apart.accumulateAndGet(drift(seed, Watermarks.ascending()), Math::max);
        });
        assertThat(apart).as("apart without it").hasValueGreaterThan(500);
    }

    /** Barriers come one behind the other, and edges have little room. */
    @Test
    void shouldPassBarriersWhileReadersAreHeldBack() {
        Seeds.check(60, seed -> {
            assertThat(passedOn(seed, List::of)).hasSize(READERS * EVENTS);
        });
    }

    /** Its watermark comes behind its end. */
    @Test
    void shouldNotWaitForAReaderThatHasEndedWhileItsLastRowsWereStillToBeProcessed() {
        Seeds.check(5, seed -> {
            assertThat(passedOn(seed, DriftTest::twice)).hasSize(2 * READERS * EVENTS);
        });
    }

    private static List<Tick> twice(Tick tick) {
        return List.of(new Tick(tick.reader(), 2 * tick.number()), new Tick(tick.reader(), 2 * tick.number() + 1));
    }

    /** What comes of ticks that are kept together over an edge that has little room. */
    private static List<Object> passedOn(long seed, Fn<Tick, List<Tick>> first) {
        Pipeline pipeline = Pipeline.create("ticks");
        pipeline.source("ticks", new Ticks())
                .parallelism(ALL_READERS)
                .flatMap(first)
                .timestamps(
                        Timestamps.millis(Tick::time), Watermarks.ascending().maxDrift(Duration.ofMillis(DRIFT)))
                .rebalance()
                .filter(tick -> true)
                .to("out", Sinks.discard());
        return Simulation.of(pipeline)
                .seed(seed)
                .batchSize(1)
                .edgeCapacity(1)
                .run()
                .output("out");
    }

    private static long drift(long seed, Watermarks<Object> watermarks) {
        long[] reached = new long[READERS];
        long[] most = {0};
        Pipeline pipeline = Pipeline.create("ticks");
        pipeline.source("ticks", new Ticks())
                .parallelism(ALL_READERS)
                .timestamps(Timestamps.millis(Tick::time), watermarks)
                .peek(tick -> {
                    long least = Arrays.stream(reached).min().orElseThrow();
                    most[0] = Math.max(most[0], least == Long.MAX_VALUE ? 0 : tick.time() - least);
                    reached[tick.reader()] = tick.number() == EVENTS - 1 ? Long.MAX_VALUE : tick.time();
                })
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(seed).batchSize(1).run();
        assertThat(run.output("out")).hasSize(READERS * EVENTS);
        return most[0];
    }
}
