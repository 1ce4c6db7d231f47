package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.graph.OperatorSpec;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads wake an operator while its worker spins, is about to park, or sleeps: what they post is always seen. */
@Timeout(120)
class WakeStressTest {

    private static final int THREADS = 3;
    private static final int ROUNDS = 2_000;
    private static final int MOST_PAUSE = 3_000;

    /** Takes what is posted: in onWake, or in a method that waits for it. */
    private static final class Taking implements Operator<Integer, Integer> {

        private final Posted posted;
        private final boolean waits;
        private OperatorContext context;

        private Taking(Posted posted, boolean waits) {
            this.posted = posted;
            this.waits = waits;
        }

        @Override
        public void open(OperatorContext operatorContext) {
            context = operatorContext;
            posted.waker.set(context.waker());
            posted.begun.countDown();
        }

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            return !waits || take();
        }

        @Override
        public boolean onWake(Output<Integer> out) {
            posted.take();
            return true;
        }

        @Override
        public boolean onEndOfData(Output<Integer> out) {
            return take();
        }

        private boolean take() {
            posted.take();
            if (posted.left() > 0) {
                context.awaitWake();
            }
            return posted.left() == 0;
        }
    }

    /** One place for each thread, which it fills when it is empty: without any fence but that of the waker. */
    private static final class Posted {

        private final AtomicReference<Runnable> waker = new AtomicReference<>();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicInteger[] taken = new AtomicInteger[THREADS];
        private final Semaphore[] seen = new Semaphore[THREADS];
        private final int[][] places = new int[THREADS][16];

        private Posted() {
            for (int thread = 0; thread < THREADS; thread++) {
                taken[thread] = new AtomicInteger();
                seen[thread] = new Semaphore(0);
            }
        }

        private void take() {
            for (int thread = 0; thread < THREADS; thread++) {
                int number = places[thread][0];
                if (number > taken[thread].get()) {
                    taken[thread].set(number);
                    seen[thread].release();
                }
            }
        }

        private int left() {
            int left = 0;
            for (AtomicInteger each : taken) {
                left += ROUNDS - each.get();
            }
            return left;
        }

        private void post(int thread) {
            SplittableRandom random = new SplittableRandom(thread);
            for (int round = 1; round <= ROUNDS; round++) {
                for (int pause = random.nextInt(MOST_PAUSE); pause > 0; pause--) {
                    Thread.onSpinWait();
                }
                places[thread][0] = round;
                waker.get().run();
                seen[thread].acquireUninterruptibly();
            }
        }
    }

    @Test
    void shouldLoseNoWakeInBetweenEvents() throws Exception {
        PushSource<Integer> push = Sources.push(4);
        run(push, false, push::complete);
    }

    @Test
    void shouldLoseNoWakeWhileAMethodWaits() throws Exception {
        PushSource<Integer> push = Sources.push(4);
        push.emit(1);
        run(push, true, push::complete);
    }

    @Test
    void shouldLoseNoWakeWhileTheEndOfTheDataWaits() throws Exception {
        PushSource<Integer> push = Sources.push(4);
        push.complete();
        run(push, false, () -> {});
    }

    private static void run(PushSource<Integer> push, boolean waits, Runnable end) throws Exception {
        Posted posted = new Posted();
        Pipeline pipeline = Pipeline.create("stress");
        pipeline.source("in", push)
                .transform(OperatorSpec.<Integer, Integer>stateless("taking", () -> new Taking(posted, waits)))
                .to("out", Sinks.discard());
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            posted.begun.await();
            Thread[] threads = new Thread[THREADS];
            for (int thread = 0; thread < THREADS; thread++) {
                int number = thread;
                threads[thread] = new Thread(() -> posted.post(number), "poster-" + thread);
                threads[thread].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            end.run();
            assertThat(job.join()).isEqualTo(JobState.FINISHED);
            assertThat(posted.left()).isZero();
        }
    }
}
