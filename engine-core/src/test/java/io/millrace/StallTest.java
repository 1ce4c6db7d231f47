package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.Health;
import io.millrace.operator.Batch;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.TaskContext;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.job.AttemptObserver;
import io.millrace.runtime.job.StallWatch;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.schedule.WorkerPool;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job that stands still, on threads, by a clock that the test moves. */
@Timeout(60)
class StallTest {

    private static final AtomicInteger JOBS = new AtomicInteger();

    private static final Logger LOG = Logger.getLogger("io.millrace.job");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong();
    private final WorkerPool pool = new WorkerPool("watched", 2, new MovedClock(), StallTest::daemon);
    private final PushSource<Integer> source = Sources.push(1_000);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final Semaphore release = new Semaphore(0);
    /** Of this test alone, as others log at the same time. */
    private final String name = "watched-" + JOBS.incrementAndGet();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getMessage().contains("job '" + name + "' has stood still")) {
                lines.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Executor elsewhere = Runnable::run;
    private Supervisor job;

    private final class MovedClock implements Clock {
        @Override
        public long millis() {
            return nanos.get() / 1_000_000;
        }

        @Override
        public long nanos() {
            return nanos.get();
        }
    }

    private static Thread daemon(Runnable target) {
        Thread thread = new Thread(target);
        thread.setDaemon(true);
        return thread;
    }

    @AfterEach
    void close() {
        release.release(1_000);
        job.cancel();
        job.end().join();
        pool.close();
        LOG.removeHandler(handler);
    }

    private Integer stand(Integer number) {
        stuck.countDown();
        release.acquireUninterruptibly();
        return number;
    }

    private Pipeline standing() {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source)
                .rebalance()
                .map(this::stand)
                .named("standing")
                .parallelism(2)
                .to("out", Sinks.discard());
        return pipeline;
    }

    /** Calls a service that does not answer. */
    private Pipeline calling() {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source)
                .mapAsync("calling", number -> {
                    stuck.countDown();
                    return new CompletableFuture<Integer>();
                })
                .inFlight(1)
                .to("out", Sinks.discard());
        return pipeline;
    }

    private StallWatch watch(Pipeline pipeline) {
        job = new Supervisor(
                        pipeline.graph().validated(),
                        JobSettings.of(2, 1, 2),
                        pool,
                        Optional.empty(),
                        Restart.none(),
                        List.of())
                .start();
        while (job.isOpening()) {
            Thread.onSpinWait();
        }
        LOG.addHandler(handler);
        return new StallWatch(job, pool, elsewhere);
    }

    private void look(StallWatch watch) {
        nanos.addAndGet(BETWEEN_LOOKS.toNanos());
        watch.look();
    }

    private int lookUntilItStalls(StallWatch watch) {
        int looks = 0;
        for (; watch.stall().isEmpty(); looks++) {
            look(watch);
        }
        return looks;
    }

    private void look(StallWatch watch, int times) {
        for (int i = 0; i < times; i++) {
            look(watch);
        }
    }

    /** A step that has begun before the clock was moved would seem to be a long one. */
    private void settle() {
        List<Duration> before = waited();
        nanos.incrementAndGet();
        while (IntStream.range(0, before.size())
                .anyMatch(task -> waited().get(task).equals(before.get(task)))) {
            Thread.onSpinWait();
        }
    }

    private List<Duration> waited() {
        return job.metrics(AttemptObserver::measured).tasks().stream()
                .map(task -> task.idle().plus(task.blocked()).plus(task.busy()))
                .toList();
    }

    @Test
    void shouldSayOnceWhichFunctionDoesNotReturn() throws Exception {
        StallWatch watch = watch(standing());
        source.emit(1);
        stuck.await();
        // the first look sees that something has been done since the watch began
        assertThat(lookUntilItStalls(watch)).isGreaterThan(6);
        assertThat(watch.stall()).hasValueSatisfying(reason -> {
            assertThat(reason.hangs()).isTrue();
            assertThat(reason.text())
                    .contains("a function of task standing-", "in 'standing' does not return", "StallTest.stand");
        });
        assertThat(health(watch).live()).isFalse();
        assertThat(health(watch)).asString().contains("job '" + name + "' stands still: a function of task standing-");
        look(watch, 2);
        assertThat(lines).hasSize(1);
        release.release(1_000);
        while (watch.stall().isPresent()) {
            watch.look();
        }
        assertThat(health(watch)).isEqualTo(Health.WELL);
    }

    @Test
    void shouldBeLiveThoughAnOperatorWaitsForOthers() throws Exception {
        StallWatch watch = watch(calling());
        source.emit(1);
        source.emit(2);
        stuck.await();
        while (watch.stall().isEmpty()) {
            settle();
            look(watch);
        }
        assertThat(watch.stall())
                .hasValueSatisfying(
                        reason -> assertThat(reason.text()).contains("Operator 'calling' of task numbers-0 waits"));
        assertThat(health(watch).live()).isTrue();
        assertThat(health(watch).ready()).isFalse();
    }

    private Health health(StallWatch watch) {
        return new JobLook(job, new JobWaiter(job), watch).health();
    }

    @Test
    void shouldSayNothingOfAJobThatHasNothingToDo() {
        StallWatch watch = watch(standing());
        for (int i = 0; i < 20; i++) {
            settle();
            look(watch);
            assertThat(watch.stall()).isEmpty();
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void shouldTakeATimeInWhichTheProcessWasFrozenForNoStall() throws Exception {
        StallWatch watch = watch(standing());
        source.emit(1);
        stuck.await();
        look(watch);
        for (int i = 0; i < 2; i++) {
            nanos.addAndGet(Duration.ofHours(8).toNanos());
            watch.look();
            assertThat(health(watch)).isEqualTo(Health.WELL);
        }
        lookUntilItStalls(watch);
    }

    /** One event in five minutes is what it was told to let pass. */
    @Test
    void shouldBeReadyThoughAnOperatorWaitsForATimeThatIsFarOff() throws Exception {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source)
                .throttle(1, Duration.ofMinutes(5))
                .peek(number -> stuck.countDown())
                .to("out", Sinks.discard());
        StallWatch watch = watch(pipeline);
        source.emit(1);
        source.emit(2);
        stuck.await();
        for (int i = 0; i < 29; i++) {
            settle();
            look(watch);
            assertThat(health(watch)).isEqualTo(Health.WELL);
        }
        assertThat(lines).isEmpty();
    }

    /** Waits for something that does not come, and looks for it every second. */
    private static final class Looking implements Operator<Integer, Integer> {

        private OperatorContext context;

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            context.wakeAtNanos(context.clock().nanos() + Duration.ofSeconds(1).toNanos());
            context.awaitWake();
            return false;
        }
    }

    @Test
    void shouldNotTakeAnOperatorForOneThatGoesOnSinceItLooksAgainAndAgain() {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", source)
                .transform(OperatorSpec.<Integer, Integer>stateless("looks", Looking::new))
                .named("looking")
                .to("out", Sinks.discard());
        StallWatch watch = watch(pipeline);
        source.emit(1);
        while (watch.stall().isEmpty()) {
            settle();
            look(watch);
        }
        assertThat(health(watch).ready()).isFalse();
        assertThat(lines).singleElement().asString().contains("Operator 'looking' of task numbers-0 waits");
    }

    @Test
    void shouldAskTasksAndWriteTheLogElsewhere() throws Exception {
        List<Runnable> left = new ArrayList<>();
        elsewhere = left::add;
        StallWatch watch = watch(standing());
        source.emit(1);
        stuck.await();
        look(watch, 10);
        assertThat(watch.stall()).isEmpty();
        assertThat(left).hasSize(1);
        left.get(0).run();
        assertThat(watch.stall()).isPresent();
        assertThat(lines).hasSize(1);
    }

    /** Has a gauge, which is a function of the user's. */
    private static final class Gauging extends KeyedProcess<Integer, Integer, Integer> {

        private final AtomicInteger asked;

        private Gauging(AtomicInteger asked) {
            this.asked = asked;
        }

        @Override
        protected void open(TaskContext context) {
            context.metrics().gauge("asked", asked::incrementAndGet);
        }

        @Override
        protected void process(Integer number, KeyedContext<Integer> context, Emitter<Integer> out) {}
    }

    private Pipeline gauging(PushSource<Integer> numbers, AtomicInteger asked) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", numbers)
                .typed(Integer.class)
                .keyBy(number -> number, Integer.class)
                .process("gauging", () -> new Gauging(asked))
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldAskNoGauge() {
        AtomicInteger asked = new AtomicInteger();
        StallWatch watch = watch(gauging(source, asked));
        look(watch, 10);
        assertThat(asked).hasValue(0);
        try (Engine engine = Engine.withWorkers(1);
                Job started = engine.start(gauging(Sources.push(1), asked))) {
            assertThat(asked).hasValue(0);
            assertThat(started.metrics().operators().get("gauging").gauges()).containsKey("asked");
            assertThat(asked).hasPositiveValue();
        }
    }
}
