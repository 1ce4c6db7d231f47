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
        String name = context.job() + "\n" + context.operator() + "\n" + context.attempt();
        return byAttempt.computeIfAbsent(name, newName -> new Progress(() -> byAttempt.remove(newName)));
    }

    /** Of one attempt. Thread-safe. */
    static final class Progress {

        private final Runnable forget;
        private long committed;
        private boolean over;

        private Progress(Runnable forget) {
            this.forget = forget;
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
