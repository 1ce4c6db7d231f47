package io.millrace.runtime.schedule;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What other threads ask of a unit. The unit looks by one volatile read per step whether there is anything, and does it
 * on its own thread.
 */
public final class Mailbox {

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private volatile boolean asked;

    /** From any thread; whoever asks wakes the unit. */
    public void add(Runnable request) {
        queue.add(request);
        asked = true;
    }

    public boolean isEmpty() {
        return !asked;
    }

    /** Does what there is. Returns how much that was. What is behind a request that throws is left for the next time. */
    public int run() {
        // Before the queue is read: a request that comes now is seen now, or else at the next look.
        asked = false;
        int done = 0;
        try {
            for (Runnable request = queue.poll(); request != null; request = queue.poll()) {
                request.run();
                done++;
            }
            return done;
        } catch (Throwable e) {
            asked = true;
            throw e;
        }
    }
}
