package io.millrace.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.AsyncStream;
import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.SimulatedExecutor;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random calls of a service that is slow, fails, answers twice or never: each event has one result, in the order that was
 * promised, and none is late behind them, whatever crashes and however many tasks there are.
 */
class CallsModelTest {

    private static final Duration DISORDER = Duration.ofMillis(50);

    record Event(int id, int key, long time) {}

    record Result(int id, int key, long time, boolean answered) {}

    private enum Verb {
        ASYNC,
        ASYNC_BY_KEY,
        BLOCKING,
        BLOCKING_BY_KEY,
        LOOKUP
    }

    /** What becomes of the calls for an event. */
    private enum Nature {
        ANSWERED,
        AT_ONCE,
        TWICE,
        FAILS_FIRST,
        THROWS_FIRST,
        FAILS,
        NEVER
    }

    private static final class Case {

        private final SplittableRandom random;
        private final SimulatedExecutor others;
        private final Verb verb;
        private final boolean unordered;
        private final int inFlight;
        private final int retries;
        private final Duration backoff;
        private final Duration timeout;

        /** Whether what is answered is answered in time. */
        private final boolean inTime;

        private final List<Event> events = new ArrayList<>();
        private final Map<Integer, Integer> tries = new HashMap<>();
        private final List<String> late = new ArrayList<>();

        Case(long seed) {
            random = new SplittableRandom(seed);
            others = SimulatedExecutor.within(Duration.ofMillis(1 + random.nextInt(30)));
            verb = List.of(Verb.values()).get(random.nextInt(Verb.values().length));
            unordered = random.nextInt(3) == 0;
            inFlight = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
            retries = random.nextInt(4);
            backoff = Duration.ofMillis(random.nextInt(6));
            inTime = random.nextBoolean();
            timeout = Duration.ofMillis(inTime ? 10_000 : 1 + random.nextInt(40));
            int count = 50 + random.nextInt(200);
            for (int id = 0; id < count; id++) {
                long time = id * 10L + random.nextLong(DISORDER.toMillis());
                events.add(new Event(id, random.nextInt(7), time));
            }
        }

        private Nature nature(int id) {
            Nature nature = List.of(Nature.values()).get(Math.floorMod(id * 31 + 7, Nature.values().length * 2) / 2);
            boolean retried = nature == Nature.FAILS_FIRST || nature == Nature.THROWS_FIRST;
            return retried && retries == 0 ? Nature.ANSWERED : nature;
        }

        private <V> CompletionStage<V> call(int id, V value) {
            int tried = tries.merge(id, 1, Integer::sum);
            Nature nature = nature(id);
            if (nature == Nature.THROWS_FIRST && tried == 1) {
                throw new IllegalStateException("first");
            }
            if (nature == Nature.TWICE) {
                return new Twice<>(others, value);
            }
            CompletableFuture<V> answer = new CompletableFuture<>();
            if (nature == Nature.AT_ONCE || nature == Nature.THROWS_FIRST) {
                answer.complete(value);
            } else if (nature == Nature.FAILS || (nature == Nature.FAILS_FIRST && tried == 1)) {
                others.execute(() -> answer.completeExceptionally(new IllegalStateException("fails")));
            } else if (nature != Nature.NEVER) {
                others.execute(() -> answer.complete(value));
            }
            return answer;
        }

        private int blockingCall(int id) {
            int tried = tries.merge(id, 1, Integer::sum);
            Nature nature = nature(id);
            boolean failsFirst = nature == Nature.FAILS_FIRST || nature == Nature.THROWS_FIRST;
            if (nature == Nature.FAILS || nature == Nature.NEVER || (failsFirst && tried == 1)) {
                throw new IllegalStateException("fails");
            }
            return id;
        }

        private boolean mustBeAnswered(int id) {
            Nature nature = nature(id);
            return nature != Nature.FAILS && nature != Nature.NEVER && inTime;
        }

        private boolean cannotBeAnswered(int id) {
            Nature nature = nature(id);
            return nature == Nature.FAILS || nature == Nature.NEVER;
        }

        Pipeline pipeline() {
            Pipeline pipeline = Pipeline.create("calls");
            EventStream<Event> timed = pipeline.source("events", Sources.collection(events))
                    .typed(Event.class)
                    .timestamps(Timestamps.millis(Event::time), Watermarks.boundedOutOfOrderness(DISORDER))
                    .typed(Event.class);
            punctual(results(timed)).to("out", Sinks.discard());
            return pipeline;
        }

        private EventStream<Result> results(EventStream<Event> events) {
            Fn<Event, CompletionStage<Result>> async =
                    event -> call(event.id(), new Result(event.id(), event.key(), event.time(), true));
            Fn<Event, Result> blocking = event -> new Result(blockingCall(event.id()), event.key(), event.time(), true);
            return switch (verb) {
                case ASYNC -> with(events.mapAsync("calls", async));
                case ASYNC_BY_KEY ->
                    with(events.keyBy(Event::key, Integer.class).mapAsync("calls", async));
                case BLOCKING -> with(events.mapBlocking("calls", blocking));
                case BLOCKING_BY_KEY ->
                    with(events.keyBy(Event::key, Integer.class).mapBlocking("calls", blocking));
                case LOOKUP -> lookup(events);
            };
        }

        private EventStream<Result> with(AsyncStream<Event, Result> calls) {
            AsyncStream<Event, Result> stream = calls.inFlight(inFlight)
                    .timeout(timeout)
                    .retry(retries, backoff)
                    .orElseGet((event, error) -> new Result(event.id(), event.key(), event.time(), false));
            return unordered ? stream.unordered() : stream;
        }

        /** Keys of several events each; of some of them there is nothing. */
        private EventStream<Result> lookup(EventStream<Event> events) {
            var lookup = events.lookup(
                            event -> event.id() / 3,
                            (Integer key) ->
                                    cannotBeAnswered(key) ? CompletableFuture.completedFuture(null) : call(key, key))
                    .inFlight(inFlight)
                    .retry(retries, backoff)
                    .cache(1 + inFlight / 2, Duration.ofMillis(20));
            return (unordered ? lookup.unordered() : lookup)
                    .left(
                            "calls",
                            (event, answer) -> new Result(event.id(), event.key(), event.time(), answer != null));
        }

        private EventStream<Result> punctual(EventStream<Result> results) {
            return results.transform(OperatorSpec.<Result, Result>stateless("punctual", () -> new Operator<>() {
                private long watermark = EventTime.NONE;

                @Override
                public boolean process(int input, Batch<Result> batch, Output<Result> out) {
                    for (int row = 0; row < batch.size(); row++) {
                        if (batch.timestamp(row) <= watermark
                                || batch.timestamp(row) != batch.value(row).time()) {
                            late.add(batch.value(row) + " at " + batch.timestamp(row) + " behind " + watermark);
                        }
                        out.emit(batch.value(row), batch.timestamp(row));
                    }
                    return true;
                }

                @Override
                public boolean onWatermark(long newWatermark, Output<Result> out) {
                    watermark = newWatermark;
                    return true;
                }
            }));
        }

        void check(List<Object> output) {
            List<Result> results = output.stream().map(Result.class::cast).toList();
            assertThat(results.stream().map(Result::id).sorted().toList())
                    .containsExactlyElementsOf(events.stream().map(Event::id).toList());
            assertThat(late).isEmpty();
            if (!unordered) {
                checkOrder(results);
            }
            if (verb == Verb.LOOKUP) {
                assertThat(results).allMatch(result -> result.answered() != cannotBeAnswered(result.id() / 3));
            } else {
                for (Result result : results) {
                    assertThat(result.answered() || !mustBeAnswered(result.id()))
                            .as("%s", result)
                            .isTrue();
                    assertThat(result.answered() && cannotBeAnswered(result.id()))
                            .as("%s", result)
                            .isFalse();
                }
            }
        }

        private void checkOrder(List<Result> results) {
            boolean byKey = verb == Verb.ASYNC_BY_KEY || verb == Verb.BLOCKING_BY_KEY;
            Map<Integer, List<Integer>> told = results.stream()
                    .collect(Collectors.groupingBy(
                            result -> byKey ? result.key() : 0, Collectors.mapping(Result::id, Collectors.toList())));
            told.forEach((key, ids) ->
                    assertThat(ids).as("order of key %s", key).isEqualTo(List.copyOf(new TreeSet<>(ids))));
        }
    }

    /** Tells whoever asks more than once. */
    private static final class Twice<V> extends CompletableFuture<V> {
        private final Executor others;
        private final V value;

        Twice(Executor others, V value) {
            this.others = others;
            this.value = value;
        }

        @Override
        public CompletableFuture<V> whenComplete(BiConsumer<? super V, ? super Throwable> action) {
            Runnable first = () -> {
                action.accept(value, null);
                others.execute(() -> action.accept(null, new IllegalStateException("once more")));
            };
            others.execute(first);
            return this;
        }
    }

    @Test
    void shouldGiveOneResultOfEachEventWhateverTheServiceDoes() {
        Seeds.check(30, seed -> {
            Case test = new Case(seed);
            Simulation simulation = Simulation.of(test.pipeline())
                    .seed(seed)
                    .executor(test.others)
                    .run();
            test.check(simulation.output("out"));
        });
    }

    @Test
    void shouldGiveOneResultOfEachEventWhateverCrashesAndHoweverManyTasksThereAre() {
        Seeds.check(50, seed -> {
            Case test = new Case(seed);
            Simulation simulation = simulation(Simulation.of(test.pipeline()).seed(seed), test);
            for (int crash = test.random.nextInt(4); crash > 0; crash--) {
                simulation.steps(test.random.nextInt(2_000));
                if (test.random.nextBoolean()) {
                    simulation.advance(Duration.ofMillis(test.random.nextInt(30)));
                }
                if (simulation.state().isTerminal()) {
                    break;
                } else if (test.random.nextBoolean()) {
                    simulation.crashAndRestore();
                } else {
                    simulation.stop();
                    simulation.run();
                    simulation =
                            simulation(simulation.next(test.pipeline()), test).parallelism(1 + test.random.nextInt(4));
                }
            }
            simulation.run();
            test.check(simulation.output("out"));
        });
    }

    private static Simulation simulation(Simulation simulation, Case test) {
        return simulation
                .executor(test.others)
                .restart(Restart.none())
                .snapshots(Duration.ofMillis(1 + test.random.nextInt(20)));
    }
}
