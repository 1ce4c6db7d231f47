package io.millrace.kafka;

import io.millrace.operator.TaskContext;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the committer of an attempt has done, for the writers of the same. */
final class Progresses implements Serializable {

    private static final long serialVersionUID = 1;

    private transient Map<String, Progress> byAttempt = new ConcurrentHashMap<>();

    private Object readResolve() {
        return new Progresses();
    }

    Progress of(TaskContext context) {
        String sink = context.job() + "\n" + context.operator() + "\n";
        // One that failed before it had a committer was told of no end.
        byAttempt.keySet().removeIf(name -> name.startsWith(sink) && attempt(name, sink) < context.attempt());
        return byAttempt.computeIfAbsent(
                sink + context.attempt(), newName -> new Progress(() -> byAttempt.remove(newName)));
    }

    private static int attempt(String name, String sink) {
        return Integer.parseInt(name.substring(sink.length()));
    }

    /** Of one attempt. Thread-safe. */
    static final class Progress {

        private final Runnable forget;
        private long committed;
        private boolean attended;
        private boolean over;

        private Progress(Runnable forget) {
            this.forget = forget;
        }

        /** There is a committer, which tells what it has done. On a cluster it has a copy of this, and nobody tells. */
        synchronized void attend() {
            attended = true;
        }

        synchronized boolean isAttended() {
            return attended;
        }

        synchronized void committed(long snapshot) {
            committed = snapshot;
            notifyAll();
        }

        synchronized void end() {
            over = true;
            forget.run();
            notifyAll();
        }

        synchronized long committed() {
            return committed;
        }

        /** Waits until a snapshot has been committed, or nothing will be any more. */
        synchronized void await(long snapshot) throws InterruptedException {
            while (committed < snapshot && !over) {
                wait();
            }
        }
    }
}
