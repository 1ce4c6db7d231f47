package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcknowledgedSourceTest {

    /** What a broker is, by the book: it keeps what was not acknowledged, and gives it to the next one when who has got it is gone. */
    private static final class Broker {

        private final Deque<Integer> ready = new ArrayDeque<>();
        private final Set<Integer> given = new LinkedHashSet<>();
        private final List<Integer> acknowledged = new ArrayList<>();
        private Object attempt;
        private int mostGiven;
        private int closed;

        Broker(int count) {
            IntStream.range(0, count).forEach(ready::add);
        }

        /** Of an attempt; all that earlier ones have had is given again. */
        Inbox<Integer> connect(Object ofAttempt) {
            if (attempt != ofAttempt) {
                attempt = ofAttempt;
                ready.addAll(given);
                given.clear();
            }
            return new Inbox<>() {
                private int mine;

                @Override
                public List<Integer> receive(int most, Duration wait) {
                    List<Integer> messages = new ArrayList<>();
                    while (messages.size() < most && !ready.isEmpty()) {
                        messages.add(ready.remove());
                    }
                    given.addAll(messages);
                    mine += messages.size();
                    mostGiven = Math.max(mostGiven, mine);
                    return messages;
                }

                @Override
                public void acknowledge(List<Integer> messages) {
                    assertThat(given).containsAll(messages);
                    messages.forEach(given::remove);
                    acknowledged.addAll(messages);
                    mine -= messages.size();
                }

                @Override
                public String place(Integer message) {
                    return "message " + message;
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }
    }

    private static final class Messages extends AcknowledgedSource<Integer, Integer> {

        private static final long serialVersionUID = 1;

        private final transient Broker broker;
        private final int most;

        Messages(Broker broker, int most) {
            this.broker = broker;
            this.most = most;
        }

        @Override
        protected Inbox<Integer> connect(SourceContext context) {
            return broker.connect(context.attemptEnd());
        }

        @Override
        protected Integer event(Integer message) throws Exception {
            if (message % 10 == 7) {
                throw new IllegalArgumentException("it ends with a seven");
            }
            return message;
        }

        @Override
        protected int mostUnacknowledged() {
            return most;
        }
    }

    private static Pipeline reading(Broker broker, int readers, int most) {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("messages", new Messages(broker, most))
                .parallelism(readers)
                .onError(Errors.deadLetter())
                .rebalance()
                .filter(message -> message >= 0)
                .to("out", Sinks.discard());
        pipeline.deadLetters().to("letters", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldHaveTheEffectOfEachMessageAndAcknowledgeItOnceWhateverCrashes() {
        Seeds.check(60, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int count = 1 + random.nextInt(400);
            int most = 5 + random.nextInt(100);
            Broker broker = new Broker(count);
            Simulation run = Simulation.of(reading(broker, 1 + random.nextInt(3), most))
                    .seed(seed)
                    .snapshots(Duration.ofMillis(5));
            for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
                run.steps(random.nextInt(3_000));
                run = random.nextBoolean()
                        ? run.crashAndRestore()
                        : run.cancel()
                                .next(reading(broker, 1 + random.nextInt(3), most))
                                .snapshots(Duration.ofMillis(5));
            }
            for (int left = 1_000; left > 0 && broker.acknowledged.size() < count; left--) {
                run.advance(Duration.ofMillis(5));
            }
            run.stop().run();

            assertThat(run.output("out"))
                    .containsAll(IntStream.range(0, count)
                            .filter(i -> i % 10 != 7)
                            .boxed()
                            .toList());
            assertThat(run.output("letters").stream()
                            .map(letter -> ((DeadLetter) letter).error())
                            .distinct())
                    .hasSize(count / 10 + (count % 10 > 7 ? 1 : 0));
            assertThat(broker.acknowledged)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, count).boxed().toList());
            assertThat(broker.mostGiven).isLessThanOrEqualTo(most);
        });
    }

    @Test
    void shouldAcknowledgeWhatHasBeenHandedOverWhereThereAreNoSnapshots() {
        Broker broker = new Broker(100);
        Simulation run = Simulation.of(reading(broker, 1, 10)).seed(1);
        for (int left = 1_000; left > 0 && broker.acknowledged.size() < 100; left--) {
            run.steps(10);
        }
        run.stop().run();

        assertThat(broker.acknowledged).hasSize(100);
        assertThat(run.output("out")).hasSize(90);
        assertThat(broker.closed).isOne();
    }

    @Test
    void shouldAcknowledgeAllThatWasHandedOverWheneverAJobWithoutSnapshotsIsStopped() {
        Seeds.check(60, seed -> {
            Broker broker = new Broker(100);
            Simulation run = Simulation.of(reading(broker, 1 + (int) (seed % 3), 10))
                    .seed(seed)
                    .steps((int) (seed * 7 % 200));
            if (seed % 2 == 0) {
                run.stop().run();
            } else {
                run.drain().run();
            }

            assertThat(broker.given).isEmpty();
            assertThat(run.output("out"))
                    .containsExactlyInAnyOrderElementsOf(broker.acknowledged.stream()
                            .filter(i -> i % 10 != 7)
                            .toList());
        });
    }

    @Test
    void shouldMakeEventsOfWhatAnotherMakesOfMessages() {
        Broker broker = new Broker(100);
        Source<String> source = new Messages(broker, 10)
                .events(String.class, message -> message % 10 == 3 ? null : "message " + message);
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("messages", source).onError(Errors.deadLetter()).to("out", Sinks.discard());
        pipeline.deadLetters().to("letters", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(1).snapshots(Duration.ofMillis(5));
        for (int left = 1_000; left > 0 && broker.acknowledged.size() < 100; left--) {
            run.advance(Duration.ofMillis(5));
        }
        run.stop().run();

        assertThat(source.eventType()).isEqualTo(Type.of(String.class));
        assertThat(source.maxParallelism()).isEqualTo(new Messages(broker, 10).maxParallelism());
        assertThat(run.output("out")).hasSize(80).contains("message 0", "message 99");
        assertThat(run.output("letters")).hasSize(20);
    }

    @Test
    void shouldFailNamingThePlaceOfAMessageThatCannotBeRead() {
        Broker broker = new Broker(10);
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("messages", new Messages(broker, 100)).to("out", Sinks.discard());

        assertThatThrownBy(() -> Simulation.of(pipeline)
                        .seed(1)
                        .snapshots(Duration.ofDays(1))
                        .run())
                .isInstanceOf(SimulationException.class)
                .hasStackTraceContaining("source 'messages': message 7 cannot be read: it ends with a seven");
        assertThat(broker.acknowledged).isEmpty();
    }
}
