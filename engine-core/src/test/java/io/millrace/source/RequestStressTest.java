package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.snapshot.Restart;
import io.millrace.source.RequestFailedException.Reason;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many threads ask jobs of real threads, which fail, restart and end meanwhile: each gets the answer to its own question, or is told why not. */
@Timeout(120)
class RequestStressTest {

    record Question(int thread, int number) {}

    private static final class Counting extends KeyedProcess<Integer, Request<Question>, Answer<String>> {
        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Request<Question> request, KeyedContext<Integer> context, Emitter<Answer<String>> out) {
            Question question = request.question();
            if (question.number() < 0) {
                throw new IllegalStateException("on purpose");
            }
            count.set(count.getOr(0L) + 1);
            out.emit(request.answer(question.thread() + "/" + question.number()));
        }
    }

    private static Pipeline pipeline(RequestSource<Question, String> source) {
        Pipeline pipeline = Pipeline.create("stress");
        pipeline.source("questions", source)
                .keyBy(request -> request.question().number() % 7, Integer.class)
                .process("counting", Counting::new)
                .rebalance()
                .map(answer -> answer)
                .to("answers", source.answers());
        return pipeline;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "3,1,2,2", "4,4,2,3", "4,64,3,4", "2,1024,4,2"})
    void shouldGiveEachItsOwnAnswer(int threads, int capacity, int workers, int parallelism) throws Exception {
        RequestSource<Question, String> source = Sources.requests(capacity);
        try (Engine engine = Engine.withWorkers(workers);
                Job job = engine.start(pipeline(source), JobOptions.parallelism(parallelism))) {
            List<Integer> answered = inThreads(threads, thread -> askAll(source, thread, 1_500, capacity));
            assertThat(answered).allMatch(each -> each == 1_500);
            job.drain();
            job.join();
            assertThat(job.metrics().operators().get("answers").counters())
                    .containsEntry("answered", 1_500L * threads)
                    .containsEntry("answers ignored", 0L);
        }
    }

    /** Asks so many, some at a time, again where there is no room; returns how many have been answered. */
    private static int askAll(RequestSource<Question, String> source, int thread, int count, int capacity)
            throws Exception {
        int answered = 0;
        List<CompletableFuture<String>> open = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            CompletableFuture<String> asked = source.ask(new Question(thread, number));
            open.add(asked);
            while (isFull(asked)) {
                Thread.onSpinWait();
                asked = source.ask(new Question(thread, number));
                open.set(open.size() - 1, asked);
            }
            if (open.size() >= 1 + capacity / 8 || number == count - 1) {
                for (CompletableFuture<String> each : open) {
                    assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(thread + "/" + answered);
                    answered++;
                }
                open.clear();
            }
        }
        return answered;
    }

    private static boolean isFull(CompletableFuture<?> asked) {
        return asked.isCompletedExceptionally()
                && asked.handle((answer, failure) -> failure).join() instanceof RequestFailedException failed
                && failed.reason() == Reason.FULL;
    }

    @Test
    void shouldEndEachRequestOfJobsThatFailAndEnd() throws Exception {
        RequestSource<Question, String> source = Sources.requests(32);
        try (Engine engine = Engine.withWorkers(2)) {
            for (int round = 0; round < 12; round++) {
                Job job = engine.start(
                        pipeline(source),
                        JobOptions.parallelism(2).withRestart(Restart.fixedDelay(1_000, Duration.ofMillis(1))));
                AtomicInteger over = new AtomicInteger();
                int how = round;
                CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> {
                    while (over.get() < 60) {
                        Thread.onSpinWait();
                    }
                    if (how % 3 == 0) {
                        job.cancel();
                    } else if (how % 3 == 1) {
                        job.stop();
                    } else {
                        job.drain();
                    }
                });
                inThreads(3, thread -> askUntilOver(source, thread, over));
                ending.get(60, TimeUnit.SECONDS);
                assertThat(job.join()).isEqualTo(round % 3 == 0 ? JobState.CANCELLED : JobState.FINISHED);
            }
        }
    }

    /** Asks until the source takes no more, sometimes what fails the job. */
    private static int askUntilOver(RequestSource<Question, String> source, int thread, AtomicInteger over)
            throws Exception {
        for (int number = 1; ; number++) {
            Question question = new Question(thread, number % 50 == 0 ? -number : number);
            try {
                String answer = number % 3 == 0
                        ? source.ask(question).get(60, TimeUnit.SECONDS)
                        : source.ask(question, Duration.ofSeconds(50)).get(60, TimeUnit.SECONDS);
                assertThat(answer).isEqualTo(thread + "/" + number);
            } catch (ExecutionException e) {
                Reason reason = ((RequestFailedException) e.getCause()).reason();
                if (reason == Reason.ENDED_BEFORE) {
                    return number;
                }
                assertThat(reason).isIn(Reason.RESTARTED, Reason.ENDED, Reason.FAILED);
            }
            over.incrementAndGet();
        }
    }

    @Test
    void shouldLoseNoPlaceWhenTimeoutsMeetAnswers() throws Exception {
        RequestSource<Question, String> source = Sources.requests(8);
        try (Engine engine = Engine.withWorkers(1);
                Job job = engine.start(pipeline(source), JobOptions.parallelism(2))) {
            inThreads(2, thread -> {
                for (int number = 0; number < 1_000; number++) {
                    CompletableFuture<String> asked =
                            source.ask(new Question(thread, number), Duration.ofNanos(1 + number * 100L % 90_000));
                    try {
                        assertThat(asked.get(60, TimeUnit.SECONDS)).isEqualTo(thread + "/" + number);
                    } catch (ExecutionException e) {
                        if (!(e.getCause() instanceof TimeoutException)) {
                            assertThat(((RequestFailedException) e.getCause()).reason())
                                    .isEqualTo(Reason.FULL);
                        }
                    }
                }
                return 0;
            });
            List<CompletableFuture<String>> all = new ArrayList<>();
            while (all.size() < 8) {
                CompletableFuture<String> asked = source.ask(new Question(9, all.size()));
                if (!isFull(asked)) {
                    all.add(asked);
                }
            }
            for (int number = 0; number < 8; number++) {
                assertThat(all.get(number).get(60, TimeUnit.SECONDS)).isEqualTo("9/" + number);
            }
            job.drain();
            job.join();
        }
    }

    private interface PerThread {
        int run(int thread) throws Exception;
    }

    private static List<Integer> inThreads(int count, PerThread work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int thread = 0; thread < count; thread++) {
                int id = thread;
                all.add(() -> work.run(id));
            }
            List<Integer> results = new ArrayList<>();
            for (Future<Integer> each : threads.invokeAll(all)) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
