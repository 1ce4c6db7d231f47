package io.millrace.benchmarks.micro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers by a thread of its own, each question so long after it came: all take as long, so they are in order. The thread oversleeps by less than it then spins for, so that no answer is late; and it
 * sleeps only when nothing has been asked for a while, so that whoever asks does not have to wake it each time.
 */
final class SlowService {

    private static final long IDLE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long OVERSLEPT_NANOS = TimeUnit.MICROSECONDS.toNanos(150);

    private record Question(long value, long dueNanos, CompletableFuture<Long> answer) {}

    private final ConcurrentLinkedQueue<Question> questions = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::work, "slow-service");
    private volatile boolean parked;
    private volatile boolean closed;

    SlowService() {
        thread.setDaemon(true);
        thread.start();
    }

    CompletionStage<Long> answer(long value, long takesNanos) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        questions.offer(new Question(value, System.nanoTime() + takesNanos, answer));
        if (parked) {
            LockSupport.unpark(thread);
        }
        return answer;
    }

    private void work() {
        long idleSince = System.nanoTime();
        while (!closed) {
            Question question = questions.poll();
            if (question != null) {
                answer(question);
                idleSince = System.nanoTime();
            } else if (System.nanoTime() - idleSince < IDLE_NANOS) {
                Thread.onSpinWait();
            } else {
                park();
            }
        }
    }

    private static void answer(Question question) {
        long left = question.dueNanos() - System.nanoTime();
        if (left > OVERSLEPT_NANOS) {
            LockSupport.parkNanos(left - OVERSLEPT_NANOS);
        }
        while (System.nanoTime() - question.dueNanos() < 0) {
            Thread.onSpinWait();
        }
        question.answer().complete(question.value());
    }

    private void park() {
        parked = true;
        if (questions.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        parked = false;
    }

    void close() throws InterruptedException {
        closed = true;
        LockSupport.unpark(thread);
        thread.join();
    }
}
