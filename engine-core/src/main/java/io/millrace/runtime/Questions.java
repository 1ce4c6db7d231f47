package io.millrace.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;

/**
 * What other threads ask of a task. The task looks by one volatile read per step whether there is anything, and answers
 * on its own thread.
 */
final class Questions {

    private final Queue<FutureTask<?>> queue = new ConcurrentLinkedQueue<>();
    private volatile boolean asked;

    /** From any thread. */
    void add(FutureTask<?> question) {
        queue.add(question);
        asked = true;
    }

    boolean isEmpty() {
        return !asked;
    }

    void answer() {
        // Before the queue is read: a question that comes now is answered now, or else seen at the next look.
        asked = false;
        for (FutureTask<?> question = queue.poll(); question != null; question = queue.poll()) {
            question.run();
        }
    }
}
