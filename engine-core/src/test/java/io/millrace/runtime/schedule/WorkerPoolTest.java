package io.millrace.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.edge.Waker;
import io.millrace.testing.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

    private static final int ROUNDS = 20 * (int) ParkingIdle.A_LITTLE;

    private final Unit idler = new Idler();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger parks = new AtomicInteger();

    @Test
    void shouldParkWorkersThatHaveBeenWithoutWork() throws Exception {
        try (WorkerPool pool = new WorkerPool("parking", 1, ManualClock.startingAt(Instant.EPOCH), Thread::new)) {
            pool.start(List.of(idler));
            done.await();
        }
        assertThat(parks.get()).isPositive();
    }

    @Test
    void shouldNotParkWorkersThatSpin() throws Exception {
        try (WorkerPool pool = WorkerPool.spinning("spinning", 1, ManualClock.startingAt(Instant.EPOCH), Thread::new)) {
            pool.start(List.of(idler));
            done.await();
        }
        assertThat(parks.get()).isZero();
    }

    @Test
    void shouldTellWhichThreadsHaveDied() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        ThreadFactory mortal = target -> {
            Thread thread = threads.isEmpty() ? new Thread(() -> {}) : new Thread(target);
            threads.add(thread);
            return thread;
        };
        WorkerPool pool = new WorkerPool("mortal", 2, ManualClock.startingAt(Instant.EPOCH), mortal);
        threads.get(0).join();
        assertThat(pool.deadThreads()).containsExactly("mortal-worker-0");
        pool.close();
        assertThat(pool.deadThreads()).isEmpty();
    }

    /** Has no work in any round. Asked for its deadline, which is when its worker is about to park, it says now. */
    private final class Idler implements Unit {

        private int rounds;

        @Override
        public int doWork() {
            if (++rounds == ROUNDS) {
                done.countDown();
            }
            return rounds < ROUNDS ? 0 : 1;
        }

        @Override
        public boolean isDone() {
            return rounds >= ROUNDS;
        }

        @Override
        public boolean needsOwnThread() {
            return false;
        }

        @Override
        public double share() {
            return 1;
        }

        @Override
        public long nanosToDeadline() {
            parks.incrementAndGet();
            return 0;
        }

        @Override
        public void runBy(Waker scheduler) {}

        @Override
        public void wake() {}

        @Override
        public String roleName() {
            return "idler";
        }
    }
}
