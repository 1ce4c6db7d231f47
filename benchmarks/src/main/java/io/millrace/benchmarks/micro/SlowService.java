package io.millrace.benchmarks.micro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers by a thread of its own, each question so long after it came: all take as long, so they are in order. While there are questions the thread spins, so that it is neither late nor has to
 * be woken, which whoever asks would pay for.
 */
final class SlowService {

    private static final long SPIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

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
            } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                park();
            }
        }
    }

    private static void answer(Question question) {
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
