package io.millrace.jdbc;

import io.millrace.operator.TaskContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;

/** A while for which a database fails: one line when it begins, one when it is over, and an error when it is too long. Confined to one thread. */
final class Outage {

    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Logger LOG = System.getLogger(Outage.class.getName());
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration LOCK_WAIT = Duration.ofSeconds(30);

    private final TaskContext context;
    private final String what;
    private final Duration patience;
    private Duration next = FIRST;
    private long since;
    private boolean isOn;

    /** What it is about, such as "source 'orders', which reads table orders". */
    Outage(TaskContext context, String what, Duration patience) {
        this.context = context;
        this.what = what;
        this.patience = patience;
    }

    /**
     * A try has failed.
     *
     * @return how long to wait before the next one
     * @throws DatabaseException when the next would fail, too, or this has lasted for too long
     */
    Duration failed(SQLException error) {
        SQLException root = SqlErrors.root(error);
        if (!SqlErrors.isPassing(error)) {
            throw new DatabaseException(what + ": " + SqlErrors.explained(root), root);
        }
        long now = context.clock().nanos();
        if (!isOn) {
            isOn = true;
            since = now;
            LOG.log(Level.WARNING, what + " has failed, and is tried again for " + patience + ": " + root.getMessage());
        } else if (now - since > patience.toNanos()) {
            throw new DatabaseException(
                    what + ": has failed for " + patience + ", and is given up: " + SqlErrors.explained(root), root);
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait;
    }

    /** A try has not failed. */
    void over() {
        if (isOn) {
            isOn = false;
            next = FIRST;
            LOG.log(Level.INFO, what + " works again");
        }
    }

    /** For how long an answer is waited for. */
    Duration longest() {
        return longest(patience);
    }

    static Duration longest(Duration patience) {
        return patience.compareTo(LEAST) < 0 ? LEAST : patience;
    }

    /** For how long another transaction is waited for that has what this one needs. */
    Duration lockWait() {
        return patience.compareTo(LOCK_WAIT) < 0 ? patience : LOCK_WAIT;
    }

    String what() {
        return what;
    }
}
