package io.millrace.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many threads there are for what blocks, and what becomes of what they are given. */
@Timeout(60)
class HelperThreadsTest {

    private final List<Thread> made = new ArrayList<>();

    private final ThreadFactory factory = loop -> {
        Thread thread = new Thread(loop);
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    };

    private static void awaitIdle(List<Thread> threads) {
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldBeginAThreadOnlyWhenNoneIsIdle() {
        HelperThreads helpers = HelperThreads.of("test", 100, factory);
        for (int i = 0; i < 20; i++) {
            CompletableFuture.runAsync(() -> {}, helpers).join();
            awaitIdle(made);
        }
        assertThat(made).hasSize(1);
        helpers.close();
    }

    @Test
    void shouldDoSoManyAtATimeAndNoMore() throws Exception {
        HelperThreads helpers = HelperThreads.of("test", 3, factory);
        SynchronousQueue<Integer> begun = new SynchronousQueue<>();
        CountDownLatch last = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            begun.put(number);
                            last.await();
                            done.incrementAndGet();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    helpers));
        }
        assertThat(List.of(begun.take(), begun.take(), begun.take())).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(made).hasSize(3);
        last.countDown();
        for (int i = 3; i < 10; i++) {
            assertThat(begun.take()).isBetween(3, 9);
        }
        all.forEach(CompletableFuture::join);
        assertThat(done).hasValue(10);
        helpers.close();
    }

    @Test
    void shouldGoOnBehindWorkThatThrowsOrWasInterrupted() throws Exception {
        HelperThreads helpers = HelperThreads.of("test", 1, factory);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        helpers.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> thrown.complete(e));
            Thread.currentThread().interrupt();
            throw new IllegalStateException("on purpose");
        });
        assertThat(thrown.get()).hasMessage("on purpose");
        FutureTask<Boolean> next = new FutureTask<>(Thread::interrupted);
        helpers.execute(next);
        assertThat(next.get()).isFalse();
        assertThat(made).hasSize(1);
        helpers.close();
    }

    @Test
    void shouldLetGoWhatWasCancelledWhileItWaited() throws Exception {
        HelperThreads helpers = HelperThreads.of("test", 1, factory);
        CountDownLatch busy = new CountDownLatch(1);
        helpers.execute(() -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        AtomicInteger looks = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            helpers.execute(new FutureTask<>(() -> null) {
                @Override
                public boolean isCancelled() {
                    looks.incrementAndGet();
                    return false;
                }
            });
        }
        assertThat(looks).hasValueBetween(1, 20_000);
        busy.countDown();
        FutureTask<Integer> last = new FutureTask<>(() -> 7);
        helpers.execute(last);
        assertThat(last.get()).isEqualTo(7);
        helpers.close();
    }

    @Test
    void shouldInterruptWhatIsAtWorkWhenClosedAndTakeNothingMore() throws Exception {
        HelperThreads helpers = HelperThreads.of("test", 2, factory);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Throwable> interrupted = new CompletableFuture<>();
        helpers.execute(() -> {
            try {
                begun.countDown();
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(e);
            }
        });
        helpers.execute(() -> {});
        begun.await();
        helpers.close();
        assertThat(interrupted.get()).isInstanceOf(InterruptedException.class);
        for (Thread thread : made) {
            thread.join();
        }
        assertThatThrownBy(() -> helpers.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the threads of test have been told to end");
    }

    /** A machine that gives so many threads. */
    private ThreadFactory giving(int threads) {
        return loop -> {
            Thread thread = new Thread(loop) {
                @Override
                public synchronized void start() {
                    if (made.size() >= threads) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    made.add(this);
                    super.start();
                }
            };
            thread.setDaemon(true);
            return thread;
        };
    }

    @Test
    void shouldGoOnWithTheThreadsThatThereAreAndSaySoWhenThereAreNone() {
        HelperThreads two = HelperThreads.of("test", 100, giving(2));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(CompletableFuture.runAsync(() -> {}, two));
        }
        all.forEach(CompletableFuture::join);
        two.close();

        HelperThreads none = HelperThreads.of("calls", 100, giving(0));
        assertThatThrownBy(() -> none.execute(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("there is no thread to be had for calls")
                .hasMessageContaining("set inFlight to less");
    }

    @Test
    void shouldRefuseMoreThreadsThanThereCanBe() {
        assertThatThrownBy(() -> HelperThreads.of("calls", 1_000_000, factory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000000 threads of calls may be in calls that block")
                .hasMessageContaining("set inFlight to no more than that, or run on JDK 21 or later");
    }
}
