package io.millrace.benchmarks.micro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** Answers by a thread of its own, each question so long after it came: all take as long, so they are in order. */
final class SlowService {

    private record Question(long value, long dueNanos, CompletableFuture<Long> answer) {}

    private final LinkedBlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::work, "slow-service");

    SlowService() {
        thread.setDaemon(true);
        thread.start();
    }

    CompletionStage<Long> answer(long value, long takesNanos) {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        questions.add(new Question(value, System.nanoTime() + takesNanos, answer));
        return answer;
    }

    private void work() {
        try {
            while (true) {
                Question question = questions.take();
                for (long left = question.dueNanos() - System.nanoTime();
                        left > 0;
                        left = question.dueNanos() - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                question.answer().complete(question.value());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
