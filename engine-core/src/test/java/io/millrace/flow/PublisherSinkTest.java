package io.millrace.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.PublisherSink;
import io.millrace.sink.PublisherSink.SlowSubscriberException;
import io.millrace.sink.Sinks;
import io.millrace.sink.SlowSubscribers;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublisherSinkTest {

    /** Asks for a number of events, and again for as many when they are there. */
    private static class Counting implements Subscriber<Integer> {

        private final int portion;
        private final List<Integer> events = new ArrayList<>();
        private final CompletableFuture<List<Integer>> end = new CompletableFuture<>();
        private Subscription subscription;
        private int left;

        Counting(int portion) {
            this.portion = portion;
        }

        @Override
        public void onSubscribe(Subscription to) {
            subscription = to;
            left = portion;
            if (portion > 0) {
                to.request(portion);
            }
        }

        @Override
        public void onNext(Integer event) {
            events.add(event);
            if (--left == 0) {
                left = portion;
                subscription.request(portion);
            }
        }

        @Override
        public void onError(Throwable error) {
            end.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            end.complete(events);
        }
    }

    private static Pipeline publishing(int count, PublisherSink<Integer> sink) {
        Pipeline pipeline = Pipeline.create("publishing");
        pipeline.source(
                        "numbers",
                        Sources.<Integer>generate(index -> (int) index).count(count))
                .to("published", sink);
        return pipeline;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void shouldGiveAllToEachSubscriberInItsPortions() throws Exception {
        PublisherSink<Integer> sink = Sinks.publisher(8);
        List<Counting> subscribers =
                Stream.of(1, 3, 7, 1_000).map(Counting::new).toList();
        subscribers.forEach(sink::subscribe);
        try (Engine engine = Engine.create()) {
            engine.start(publishing(5_000, sink), JobOptions.defaults()).join();
        }
        for (Counting subscriber : subscribers) {
            assertThat(subscriber.end.get()).isEqualTo(numbers(5_000));
        }
        assertThat(sink.subscribers()).isZero();
    }

    @Test
    void shouldGiveEachEventAtLeastOnceInOrderWhenTheJobGoesOnUnderSimulation() {
        Seeds.check(30, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            PublisherSink<Integer> sink = Sinks.publisher(1 + random.nextInt(9));
            Counting subscriber = new Counting(1 + random.nextInt(5));
            sink.subscribe(subscriber);
            int failing = random.nextInt(300);
            AtomicBoolean fails = new AtomicBoolean(true);
            Pipeline pipeline = Pipeline.create("publishing");
            pipeline.source(
                            "numbers",
                            Sources.<Integer>generate(index -> (int) index).count(300))
                    .map(number -> {
                        if (number == failing && fails.getAndSet(false)) {
                            throw new IllegalStateException("on purpose");
                        }
                        return number;
                    })
                    .to("published", sink);
            Simulation.of(pipeline)
                    .seed(seed)
                    .snapshots(Duration.ofMillis(5))
                    .restart(Restart.fixedDelay(3, Duration.ofMillis(1)))
                    .run();

            assertThat(fails).isFalse();
            assertThat(subscriber.end).isCompleted();
            assertThat(subscriber.events.stream().distinct()).containsExactlyElementsOf(numbers(300));
        });
    }

    @Test
    void shouldHoldThePipelineUpUntilASubscriberAsksForMore() throws Exception {
        PublisherSink<Integer> sink = Sinks.publisher(4);
        Counting idle = new Counting(0);
        Counting eager = new Counting(1_000);
        sink.subscribe(idle);
        sink.subscribe(eager);
        try (Engine engine = Engine.create()) {
            PushSource<Integer> source = Sources.push(1);
            Pipeline pipeline = Pipeline.create("publishing");
            pipeline.source("numbers", source).to("published", sink);
            Job job = engine.start(pipeline, JobOptions.defaults());
            int taken = 0;
            // What is between the source and the sink is bounded, so there is a time from which on nothing is taken.
            while (source.emit(taken, Duration.ofMillis(200))) {
                taken++;
            }
            assertThat(idle.events).isEmpty();
            idle.subscription.request(taken + 1L);
            source.emit(taken);
            source.complete();
            job.join();

            assertThat(idle.end.get()).isEqualTo(numbers(taken + 1));
            assertThat(eager.end.get()).isEqualTo(numbers(taken + 1));
        }
    }

    @Test
    void shouldDropOrGiveUpAsToldWhenASubscriberIsSlow() throws Exception {
        for (SlowSubscribers policy :
                List.of(SlowSubscribers.DROP_NEWEST, SlowSubscribers.DROP_OLDEST, SlowSubscribers.CANCEL)) {
            PublisherSink<Integer> sink = Sinks.publisher(4, policy);
            Counting idle = new Counting(0);
            Counting eager = new Counting(1_000);
            sink.subscribe(idle);
            sink.subscribe(eager);
            try (Engine engine = Engine.create()) {
                Job job = engine.start(publishing(100, sink), JobOptions.defaults());
                job.join();
                if (policy == SlowSubscribers.CANCEL) {
                    assertThat(idle.end)
                            .isCompletedExceptionally()
                            .failsWithin(Duration.ZERO)
                            .withThrowableThat()
                            .withCauseInstanceOf(SlowSubscriberException.class)
                            .withMessageContaining("has not asked for 4 events");
                } else {
                    assertThat(idle.end).isNotDone();
                    idle.subscription.request(10);
                    assertThat(idle.end.get())
                            .isEqualTo(policy == SlowSubscribers.DROP_NEWEST ? numbers(4) : List.of(96, 97, 98, 99));
                }
                assertThat(eager.end.get()).isEqualTo(numbers(100));
            }
        }
    }

    @Test
    void shouldTellHowTheJobHasEnded() throws Exception {
        try (Engine engine = Engine.create()) {
            PublisherSink<Integer> failing = Sinks.publisher(4);
            Counting failed = new Counting(10);
            failing.subscribe(failed);
            Pipeline pipeline = Pipeline.create("failing");
            pipeline.source("numbers", Sources.of(4, 2, 0))
                    .map(number -> 8 / number)
                    .to("published", failing);
            Job job = engine.start(pipeline, JobOptions.defaults());
            assertThatThrownBy(job::join).hasMessageContaining("/ by zero");
            assertThatThrownBy(failed.end::get).hasMessageContaining("/ by zero");

            PublisherSink<Integer> endless = Sinks.publisher(4);
            Counting cancelled = new Counting(10);
            endless.subscribe(cancelled);
            Pipeline forever = Pipeline.create("forever");
            forever.source("numbers", Sources.<Integer>generate(index -> (int) index))
                    .to("published", endless);
            Job running = engine.start(forever, JobOptions.defaults());
            running.cancel();
            assertThat(running.join()).isEqualTo(JobState.CANCELLED);
            assertThat(cancelled.end).isCompletedExceptionally();
            assertThat(cancelled.end.handle((events, failure) -> failure).get())
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("job 'forever' was cancelled");
        }
    }

    @Test
    void shouldGoOnForOthersWhenASubscriberThrowsOrCancels() throws Exception {
        PublisherSink<Integer> sink = Sinks.publisher(4);
        Counting throwing = new Counting(100) {
            @Override
            public void onNext(Integer event) {
                if (event == 50) {
                    throw new IllegalStateException("on purpose");
                }
                super.onNext(event);
            }
        };
        Counting cancelling = new Counting(100) {
            @Override
            public void onNext(Integer event) {
                super.onNext(event);
                if (event == 70) {
                    super.subscription.cancel();
                }
            }
        };
        Counting other = new Counting(100);
        List.of(throwing, cancelling, other).forEach(sink::subscribe);
        try (Engine engine = Engine.create()) {
            engine.start(publishing(1_000, sink), JobOptions.defaults()).join();
        }
        assertThat(throwing.events).isEqualTo(numbers(50));
        assertThat(cancelling.events).isEqualTo(numbers(71));
        assertThat(throwing.end).isNotDone();
        assertThat(other.end.get()).isEqualTo(numbers(1_000));
    }

    @Test
    @SuppressWarnings("try") // one of two is closed while the other goes on
    void shouldGiveAStreamToGoThrough() {
        PublisherSink<Integer> sink = Sinks.publisher(4);
        try (Engine engine = Engine.create();
                Stream<Integer> all = sink.stream();
                Stream<Integer> some = sink.stream()) {
            engine.start(publishing(1_000, sink), JobOptions.defaults());
            CompletableFuture<List<Integer>> few = CompletableFuture.supplyAsync(() -> {
                List<Integer> first = some.limit(10).toList();
                some.close();
                return first;
            });
            assertThat(all.toList()).isEqualTo(numbers(1_000));
            assertThat(few.join()).isEqualTo(numbers(10));
        }
    }

    @Test
    void shouldFailAStreamWhenTheJobFails() {
        PublisherSink<Integer> sink = Sinks.publisher(4);
        Pipeline pipeline = Pipeline.create("failing");
        pipeline.source("numbers", Sources.of(4, 2, 0))
                .map(number -> 8 / number)
                .to("published", sink);
        try (Engine engine = Engine.create();
                Stream<Integer> results = sink.stream()) {
            engine.start(pipeline, JobOptions.defaults());
            assertThatThrownBy(results::toList)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("/ by zero");
        }
    }

    @Test
    void shouldJoinTwoJobsWhenOneSubscribesToTheOther() {
        PublisherSink<Integer> between = Sinks.publisher(4);
        CollectSink<Integer> out = Sinks.collect();
        Pipeline second = Pipeline.create("second");
        second.source("published", Sources.publisher(between, 16)).to("out", out);
        try (Engine engine = Engine.create()) {
            Job reading = engine.start(second, JobOptions.defaults());
            while (between.subscribers() == 0) {
                Thread.onSpinWait();
            }
            engine.start(publishing(10_000, between), JobOptions.defaults()).join();
            reading.join();
        }
        assertThat(out.values()).isEqualTo(numbers(10_000));
    }

    @Test
    void shouldRefuseASecondJobButNotAfterOneThatWasRefused() {
        PublisherSink<Integer> sink = Sinks.publisher(4);
        Counting subscriber = new Counting(10);
        sink.subscribe(subscriber);
        try (Engine engine = Engine.create()) {
            engine.start(publishing(10, sink), JobOptions.defaults()).join();
            assertThat(subscriber.end).isCompletedWithValue(numbers(10));
            assertThatThrownBy(() -> engine.start(publishing(10, sink), JobOptions.defaults()))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining("for another job; make one for each");
        }
        Counting late = new Counting(10);
        sink.subscribe(late);
        assertThat(late.end).isCompletedWithValue(List.of());
    }
}
