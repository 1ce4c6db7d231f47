package io.millrace.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.AsyncStream;
import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.OperatorException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads answer while workers call, wait and sleep: each event has its result, in its place. */
@Timeout(120)
class CallsStressTest {

    private static final int EVENTS = 30_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** Has another thread answer, or this one; some at the first try, some at the second. */
    private CompletableFuture<Integer> answer(int event) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        if (event % 10 == 0) {
            answer.complete(event);
        } else {
            threads.execute(() -> {
                if (event % 7 == 0) {
                    answer.completeExceptionally(new IllegalStateException("overloaded"));
                } else {
                    answer.complete(event);
                }
            });
        }
        return answer;
    }

    private List<Integer> results(
            int tasks, UnaryOperator<EventStream<Integer>> before, UnaryOperator<AsyncStream<Integer, Integer>> how) {
        Pipeline pipeline = Pipeline.create("stress");
        CollectSink<Integer> out = Sinks.collect();
        EventStream<Integer> events = before.apply(
                pipeline.source("in", Sources.generate(index -> (int) index).count(EVENTS)));
        how.apply(events.mapAsync("calls", this::answer))
                .orElseGet((event, error) -> event)
                .to("out", out);
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(pipeline, JobOptions.parallelism(tasks)).join();
        }
        return out.values();
    }

    private static List<Integer> all() {
        return IntStream.range(0, EVENTS).boxed().toList();
    }

    @Test
    void shouldKeepTheOrderOfEvents() {
        assertThat(results(1, events -> events, calls -> calls.inFlight(64))).isEqualTo(all());
        assertThat(results(1, events -> events, calls -> calls.inFlight(3))).isEqualTo(all());
    }

    @Test
    void shouldGiveEachResultOnceWithoutOrder() {
        List<Integer> results = new ArrayList<>(results(
                3,
                EventStream::rebalance,
                calls -> calls.unordered().inFlight(20).retry(1, Duration.ZERO).timeout(Duration.ofMillis(1))));
        Collections.sort(results);
        assertThat(results).isEqualTo(all());
    }

    @Test
    void shouldKeepTheOrderOfEachKeyWithThreadsOfItsOwn() {
        Pipeline pipeline = Pipeline.create("stress");
        CollectSink<Integer> out = Sinks.collect();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        pipeline.source("in", Sources.generate(index -> (int) index).count(EVENTS))
                .keyBy(event -> event % 5, Integer.class)
                .mapBlocking("calls", event -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    return event;
                })
                .inFlight(4)
                .to("out", out);
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(pipeline, JobOptions.parallelism(2)).join();
        }
        for (int key = 0; key < 5; key++) {
            int of = key;
            assertThat(out.values().stream().filter(event -> event % 5 == of).toList())
                    .isEqualTo(all().stream().filter(event -> event % 5 == of).toList());
        }
        assertThat(most.get()).isBetween(1, 8);
    }

    @Test
    void shouldInterruptWhatBlocksWhenTheJobIsOver() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("blocking");
        pipeline.source("in", Sources.of(1))
                .mapBlocking("calls", event -> {
                    inside.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return event;
                })
                .to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            inside.await();
            job.cancel();
            interrupted.await();
            job.join();
        }
    }

    @Test
    void shouldUseVirtualThreadsWhereTheJdkHasThem() {
        Pipeline pipeline = Pipeline.create("threads");
        CollectSink<Boolean> out = Sinks.collect();
        pipeline.source("in", Sources.of(1))
                .mapBlocking("calls", event ->
                        (Boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()))
                .orElse(false)
                .to("out", out);
        try (Engine engine = Engine.withWorkers(1)) {
            engine.start(pipeline).join();
        }
        assertThat(out.values()).containsExactly(Runtime.version().feature() >= 21);
    }

    @Test
    void shouldRefuseToWaitForTheEngineInWhatBlocks() {
        AtomicReference<Job> job = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.create("waiting");
        pipeline.source("in", Sources.of(1))
                .mapBlocking("calls", event -> {
                    known.await();
                    job.get().join();
                    return event;
                })
                .to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            job.set(engine.start(pipeline));
            known.countDown();
            assertThatThrownBy(job.get()::join)
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("calls")
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }
}
