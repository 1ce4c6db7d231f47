package io.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublisherSourceTest {

    /** Publishes numbers on the thread that requests, as many as it asks for; each subscriber gets those that none has got yet, or all. */
    private static final class Numbers implements Publisher<Integer> {

        private final int count;
        private final boolean beginsAnew;
        private final Throwable error;
        private int next;
        private int subscribers;
        private long most;

        Numbers(int count, boolean beginsAnew, Throwable error) {
            this.count = count;
            this.beginsAnew = beginsAnew;
            this.error = error;
        }

        @Override
        public void subscribe(Subscriber<? super Integer> subscriber) {
            subscribers++;
            next = beginsAnew ? 0 : next;
            subscriber.onSubscribe(new Subscription() {
                private boolean over;

                @Override
                public void request(long asked) {
                    most = Math.max(most, asked);
                    for (long left = asked; left > 0 && next < count && !over; left--) {
                        subscriber.onNext(next++);
                    }
                    if (next == count && !over) {
                        over = true;
                        if (error == null) {
                            subscriber.onComplete();
                        } else {
                            subscriber.onError(error);
                        }
                    }
                }

                @Override
                public void cancel() {
                    over = true;
                }
            });
        }
    }

    private static Pipeline reading(Publisher<Integer> publisher, int capacity) {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", Sources.publisher(publisher, capacity))
                .filter(number -> number >= 0)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldGiveWhatIsPublishedInOrderAskingForNoMoreThanThereIsRoomFor() {
        Seeds.check(50, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int count = random.nextInt(300);
            int capacity = 1 + random.nextInt(20);
            Numbers numbers = new Numbers(count, true, null);
            Simulation run = Simulation.of(reading(numbers, capacity))
                    .seed(seed)
                    .snapshots(Duration.ofMillis(5))
                    .run();

            assertThat(run.output("out"))
                    .isEqualTo(IntStream.range(0, count).boxed().toList());
            assertThat(numbers.most).isLessThanOrEqualTo(capacity);
            assertThat(numbers.subscribers).isOne();
        });
    }

    @Test
    void shouldSubscribeAnewWhenTheJobGoesOn() {
        Seeds.check(20, seed -> {
            Numbers numbers = new Numbers(200, false, null);
            Simulation crashed = Simulation.of(reading(numbers, 5))
                    .seed(seed)
                    .snapshots(Duration.ofMillis(5))
                    .steps((int) (5 + seed % 40));
            int given = numbers.next;
            int before = numbers.subscribers;
            Simulation run = crashed.crashAndRestore().run();

            assertThat(numbers.subscribers).isBetween(before, before + 1);
            assertThat(run.output("out"))
                    .doesNotHaveDuplicates()
                    .containsAll(IntStream.range(given, 200).boxed().toList());
        });
    }

    @Test
    void shouldCancelTheSubscriptionWhenItIsSentMoreThanItHasRequested() {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        Publisher<Integer> flood = subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long asked) {
                for (int i = 0; i <= asked; i++) {
                    subscriber.onNext(i);
                }
            }

            @Override
            public void cancel() {
                cancelled.complete(null);
            }
        });
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(flood, 5), JobOptions.defaults());
            assertThatThrownBy(job::join).hasMessageContaining("more events than were requested");
        }
        assertThat(cancelled).isDone();
    }

    @Test
    void shouldFailBehindWhatCameBeforeWhenThePublisherFails() {
        IllegalStateException error = new IllegalStateException("no more today");
        CollectSink<Integer> out = Sinks.collect();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", Sources.publisher(new Numbers(100, true, error), 7))
                .to("out", out);
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, JobOptions.defaults());

            assertThatThrownBy(job::join)
                    .hasMessageContaining("'numbers'")
                    .hasMessageContaining("no more today")
                    .hasCause(error);
        }
        assertThat(out.values()).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void shouldFailWhenMoreComesThanWasRequested() {
        Publisher<Integer> hasty = subscriber -> {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {}

                @Override
                public void cancel() {}
            });
            IntStream.range(0, 100).forEach(subscriber::onNext);
        };
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(hasty, 10), JobOptions.defaults());

            assertThatThrownBy(job::join)
                    .hasMessageContaining("has sent more events than were requested, which were 10 at most");
        }
    }

    @Test
    @SuppressWarnings("try") // the job ends when it is closed
    void shouldHoldUpAPublisherOfTheJdkWhenThePipelineIsBehind() throws Exception {
        int count = 20_000;
        CollectSink<Integer> out = Sinks.collect();
        try (Engine engine = Engine.create();
                SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(Runnable::run, 16)) {
            Pipeline pipeline = Pipeline.create("reading");
            pipeline.source("numbers", Sources.publisher(publisher, 8)).to("out", out);
            Job job = engine.start(pipeline, JobOptions.defaults());
            while (!publisher.hasSubscribers()) {
                Thread.onSpinWait();
            }
            IntStream.range(0, count).forEach(publisher::submit);
            publisher.close();
            job.join();
        }
        assertThat(out.values()).isEqualTo(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void shouldCancelAndDeliverWhatItHasWhenTheJobIsStopped() throws Exception {
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Publisher<Integer> publisher = subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long count) {
                if (!sent.isDone()) {
                    List.of(1, 2, 3).forEach(subscriber::onNext);
                    sent.complete(null);
                }
            }

            @Override
            public void cancel() {
                cancelled.complete(null);
            }
        });
        CollectSink<Integer> out = Sinks.collect();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", Sources.publisher(publisher, 10)).to("out", out);
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, JobOptions.defaults());
            sent.get();
            job.stop();
            job.join();

            assertThat(job.state()).isEqualTo(JobState.FINISHED);
        }
        assertThat(cancelled).isDone();
        assertThat(out.values()).containsExactly(1, 2, 3);
    }
}
