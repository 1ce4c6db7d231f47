package io.millrace.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Units are taken away from workers at any moment: each is still run by one thread at a time, sees what it did before, and
 * is woken.
 */
@Timeout(60)
class HandedOverUnitsTest {

    private static final int UNITS = 8;
    private static final long FEWEST_TOKENS = 5_000;
    private static final long NO_MORE = -1;

    /** Hands numbers on, and keeps count of them without any help of the memory model. */
    private static final class Relay extends AbstractUnit {

        private final Queue<Long> input = new ConcurrentLinkedQueue<>();
        private final Relay next;
        private final CountDownLatch ended;
        private long last;
        private boolean inStep;
        private String fault = "";

        Relay(Relay next, CountDownLatch ended) {
            super("relay-0", false);
            this.next = next;
            this.ended = ended;
        }

        void offer(long token) {
            input.add(token);
            wake();
        }

        @Override
        public int doWork() {
            if (inStep) {
                fault = "two threads at once";
            }
            inStep = true;
            Long token = input.poll();
            if (token != null && !isDone()) {
                take(token);
            }
            inStep = false;
            return token == null ? 0 : 1;
        }

        private void take(long token) {
            if (next != null) {
                next.offer(token);
            }
            if (token == NO_MORE) {
                finish();
                ended.countDown();
                return;
            }
            if (token != last + 1) {
                fault = token + " after " + last;
            }
            last = token;
        }

        @Override
        public long nanosToDeadline() {
            return NO_DEADLINE;
        }
    }

    @RepeatedTest(20)
    void shouldRunEachUnitByOneThreadAtATimeWhoeverThatIs() throws Exception {
        WorkerPool pool = new WorkerPool("relays", 2, ManualClock.startingAt(Instant.EPOCH), target -> {
            Thread thread = new Thread(target);
            thread.setDaemon(true);
            return thread;
        });
        CountDownLatch ended = new CountDownLatch(UNITS);
        List<Relay> relays = new ArrayList<>();
        for (int i = 0; i < UNITS; i++) {
            relays.add(0, new Relay(relays.isEmpty() ? null : relays.get(0), ended));
        }
        pool.start(List.copyOf(relays));

        long sent = 0;
        boolean taken = false;
        while (sent < FEWEST_TOKENS || !taken) {
            relays.get(0).offer(++sent);
            if (sent % 50 == 0) {
                taken |= !pool.setAside(Set.copyOf(relays)).isEmpty();
            }
        }
        relays.get(0).offer(NO_MORE);
        ended.await();
        pool.close();

        for (Relay relay : relays) {
            assertThat(relay.fault).isEmpty();
            assertThat(relay.last).isEqualTo(sent);
        }
    }

    /** Is done after two steps, of which the first waits. */
    private static final class Ending extends OneOfTwo {

        private final CountDownLatch begun;
        private int steps;

        Ending(CountDownLatch begun) {
            this.begun = begun;
        }

        @Override
        public int doWork() {
            await(begun);
            if (++steps == 2) {
                finish();
            }
            return 1;
        }
    }

    /** Is in its one step until it is released. */
    private static final class Stuck extends OneOfTwo {

        private final CountDownLatch stuck = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public int doWork() {
            stuck.countDown();
            await(release);
            finish();
            return 1;
        }
    }

    private abstract static class OneOfTwo extends AbstractUnit {

        OneOfTwo() {
            super("unit-0", false);
        }

        static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long nanosToDeadline() {
            return NO_DEADLINE;
        }
    }

    @Test
    void shouldEndTheOtherThreadWhenWhatItTookOverWasDoneInThatTurn() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        WorkerPool pool = new WorkerPool("ending", 1, ManualClock.startingAt(Instant.EPOCH), target -> {
            threads.add(new Thread(target));
            return threads.get(threads.size() - 1);
        });
        CountDownLatch begun = new CountDownLatch(1);
        Stuck stuck = new Stuck();
        pool.start(List.of(new Ending(begun), stuck));
        begun.countDown();
        stuck.stuck.await();
        // Were it in an earlier turn, the other would have been removed by now.
        assertThat(pool.setAside(Set.of(stuck))).containsExactly(stuck);
        assertThat(threads).hasSize(2);

        stuck.release.countDown();
        pool.close();
        assertThat(threads).noneMatch(Thread::isAlive);
    }
}
