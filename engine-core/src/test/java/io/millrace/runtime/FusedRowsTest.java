package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Emitter;
import io.millrace.operator.Errors;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Operators that take rows one by one, in chains of any length, are done in one loop; nobody can tell. */
class FusedRowsTest {

    private static final int EVENTS = 150;

    /** A chain, and what it makes of the events one step after the other. */
    private static final class Chain {

        private final SplittableRandom random;
        private EventStream<Long> stream;
        private List<Long> events = LongStream.range(0, EVENTS).boxed().toList();
        private final List<Long> letters = new ArrayList<>();
        private final List<Long> seen = new ArrayList<>();
        private final List<Long> peeked = new ArrayList<>();
        private boolean sendsLetters;

        Chain(SplittableRandom random, EventStream<Long> stream) {
            this.random = random;
            this.stream = stream;
        }

        void add() {
            long salt = random.nextInt(1, 100);
            switch (random.nextInt(5)) {
                case 0 -> filter(salt);
                case 1 -> peek();
                case 2 -> failingMap(salt, Errors.deadLetter());
                case 3 -> failingMap(salt, Errors.skip());
                default -> map(salt);
            }
        }

        private void map(long salt) {
            stream = stream.map(event -> event * 3 + salt);
            events = events.stream().map(event -> event * 3 + salt).toList();
        }

        private void filter(long salt) {
            stream = stream.filter(event -> (event + salt) % 5 != 0);
            events = events.stream().filter(event -> (event + salt) % 5 != 0).toList();
        }

        private void peek() {
            stream = stream.peek(seen::add);
            peeked.addAll(events);
        }

        private void failingMap(long salt, Errors policy) {
            stream = stream.map(event -> failing(event, salt)).onError(policy);
            if (policy.sendsDeadLetters()) {
                events.stream().filter(event -> fails(event, salt)).forEach(letters::add);
                sendsLetters = true;
            }
            events = events.stream().filter(event -> !fails(event, salt)).toList();
        }

        private static Long failing(long event, long salt) {
            if (fails(event, salt)) {
                throw new IllegalArgumentException("not " + event);
            }
            return event;
        }

        private static boolean fails(long event, long salt) {
            return (event + salt) % 7 == 0;
        }
    }

    @Test
    void shouldGiveWhatTheStepsGiveOneAfterTheOther() {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Pipeline pipeline = Pipeline.create("chain");
            EventStream<Long> source = pipeline.source(
                    "numbers",
                    Sources.collection(LongStream.range(0, EVENTS).boxed().toList()));
            Chain chain = new Chain(random, source);
            for (int steps = random.nextInt(13); steps > 0; steps--) {
                chain.add();
            }
            chain.stream.to("out", Sinks.discard());
            if (chain.sendsLetters) {
                pipeline.deadLetters().map(DeadLetter::event).map(Long::valueOf).to("letters", Sinks.discard());
            }
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .batchSize(1 + random.nextInt(20))
                    .edgeCapacity(1 + random.nextInt(3))
                    .run();

            assertThat(run.output("out")).containsExactlyElementsOf(new ArrayList<Object>(chain.events));
            assertThat(chain.seen).containsExactlyInAnyOrderElementsOf(chain.peeked);
            if (chain.sendsLetters) {
                assertThat(run.output("letters"))
                        .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(chain.letters));
            }
        });
    }

    @Test
    void shouldCountWhatEachOperatorPassesOn() {
        Pipeline pipeline = Pipeline.create("counts");
        pipeline.source(
                        "numbers",
                        Sources.collection(LongStream.range(0, 100).boxed().toList()))
                .filter(number -> number % 2 == 0)
                .map(number -> number + 1)
                .filter(number -> number < 21)
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).batchSize(7).run();

        assertThat(run.output("out")).hasSize(10);
        assertThat(run.metrics().tasks().get(0).eventsOut()).isEqualTo(100 + 50 + 50 + 10);
    }

    @Test
    void shouldNameTheOperatorAndTheEventAsItWasThereWhenOneOfThemFails() {
        Pipeline pipeline = Pipeline.create("failing");
        pipeline.source("numbers", Sources.of(1L, 2L, 3L))
                .map(number -> number * 10)
                .filter(number -> number > 10)
                .map(number -> 7 / (number - 30))
                .named("division")
                .map(number -> number + 1)
                .to("out", Sinks.discard());

        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .hasStackTraceContaining("operator 'division' failed on 30")
                .hasStackTraceContaining("/ by zero");
    }

    @Test
    void shouldLeaveABatchAloneThatAnotherBranchReadsToo() {
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Long> numbers = LongStream.range(0, EVENTS).boxed().toList();
            Pipeline pipeline = Pipeline.create("branches");
            EventStream<Long> all = pipeline.source("numbers", Sources.collection(numbers));
            all.map(number -> -number)
                    .map(number -> number - 1)
                    .filter(number -> number % 2 == 0)
                    .to("negative", Sinks.discard());
            all.filter(number -> number % 3 == 0).map(number -> number).to("thirds", Sinks.discard());
            Simulation run = Simulation.of(pipeline)
                    .seed(seed)
                    .batchSize(1 + random.nextInt(20))
                    .run();

            assertThat(run.output("negative"))
                    .containsExactlyElementsOf(numbers.stream()
                            .map(n -> -n - 1)
                            .filter(n -> n % 2 == 0)
                            .collect(Collectors.<Object>toList()));
            assertThat(run.output("thirds"))
                    .containsExactlyElementsOf(
                            numbers.stream().filter(n -> n % 3 == 0).collect(Collectors.<Object>toList()));
        });
    }

    /** Says each event when it comes, and once more when its time has come. */
    private static final class Echo extends KeyedProcess<Integer, Long, Long> {

        private final Timer due =
                eventTimer("due", (context, out) -> out.emit(context.timestamp().toEpochMilli()));

        @Override
        protected void process(Long event, KeyedContext<Integer> context, Emitter<Long> out) {
            out.emit(event);
            due.set(Instant.ofEpochMilli(event));
        }
    }

    @Test
    void shouldPassOnWatermarksBehindTheRowsThatTheyAreAbout() {
        List<Long> heard = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("watermarks");
        pipeline.source(
                        "numbers",
                        Sources.collection(LongStream.range(0, 50).boxed().toList()))
                .timestamps(Timestamps.millis(number -> number), Watermarks.ascending())
                .map(number -> number)
                .filter(number -> number % 10 == 0)
                .peek(heard::add)
                .keyBy(number -> 0)
                .process("echo", Echo::new)
                .to("out", Sinks.discard());
        Simulation run = Simulation.of(pipeline).batchSize(3).run();

        assertThat(heard).containsExactly(0L, 10L, 20L, 30L, 40L);
        assertThat(run.output("out")).containsExactly(0L, 0L, 10L, 10L, 20L, 20L, 30L, 30L, 40L, 40L);
    }
}
