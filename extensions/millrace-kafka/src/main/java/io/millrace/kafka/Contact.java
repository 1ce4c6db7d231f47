package io.millrace.kafka;

import io.millrace.operator.TaskContext;
import io.millrace.source.SourceContext;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Whether brokers answer. While they do not, nobody knows whether there are records: partitions are paused, so that event time waits for them as for what is slow and does not take them for idle.
 */
final class Contact {

    private static final Logger LOG = System.getLogger("io.millrace.kafka");

    /** Brokers that have nothing say so when they have held a fetch for so long: so many times that are silence. */
    private static final int FETCHES = 4;

    private static final long LISTENING = Duration.ofSeconds(1).toNanos();

    private static final long TELL = Duration.ofSeconds(10).toNanos();

    private final DoubleSupplier answers;
    private final TaskContext task;

    /** After which it is no broker's having nothing. */
    private final long silence;

    /** Those that no broker has answered for, whose event time waits. */
    private final Set<SourceContext> waiting = new HashSet<>();

    private double answered = -1;
    private long since;
    private long polled;
    private boolean isAway;
    private boolean isTold;

    /**
     * @param answers how often brokers have answered so far
     * @param fetch how long brokers hold a fetch that there is nothing for
     */
    Contact(DoubleSupplier answers, TaskContext task, Duration fetch) {
        this.answers = answers;
        this.task = task;
        silence = fetch.multipliedBy(FETCHES).toNanos();
        since = task.clock().nanos();
        polled = since;
    }

    /** A partition that is read. */
    interface Partition {

        SourceContext context();

        /** Whether anybody knows whether it has records. */
        boolean isKnown();
    }

    /** A partition that has just been opened. */
    void add(SourceContext context) {
        waiting.add(context);
        context.pause();
    }

    /** Whether it is paused for want of an answer, and for nothing else. */
    boolean holds(SourceContext context) {
        return waiting.contains(context);
    }

    /**
     * The consumer has been polled.
     *
     * @param asks whether it asks brokers for anything
     */
    void polled(Collection<? extends Partition> readers, boolean asks) {
        double now = answers.getAsDouble();
        long nanos = task.clock().nanos();
        // Where nobody polls, no answer is taken in.
        boolean hasListened = nanos - polled < LISTENING;
        polled = nanos;
        if (now != answered || !asks || !hasListened) {
            answered = now;
            since = nanos;
            back();
        } else if (nanos - since > silence) {
            away(readers, nanos);
        }
        if (!isAway && !waiting.isEmpty()) {
            readers.stream()
                    .filter(Partition::isKnown)
                    .map(Partition::context)
                    .filter(waiting::remove)
                    .forEach(SourceContext::resume);
        }
    }

    private void away(Collection<? extends Partition> readers, long nanos) {
        if (!isAway) {
            isAway = true;
            readers.stream().map(Partition::context).filter(waiting::add).forEach(SourceContext::pause);
        }
        if (!isTold && nanos - since > Math.max(TELL, silence)) {
            isTold = true;
            LOG.log(
                    Logger.Level.WARNING,
                    "source ''{0}'': no broker has answered for {1} s; it goes on when one does",
                    task.operator(),
                    Long.toString((nanos - since) / Duration.ofSeconds(1).toNanos()));
        }
    }

    private void back() {
        if (isTold) {
            LOG.log(Logger.Level.INFO, "source ''{0}'': brokers answer again", task.operator());
        }
        isTold = false;
        isAway = false;
    }
}
