package io.millrace.source;

import io.millrace.operator.Batch;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads messages and numbers them: by the number of the last one, which is its position, it knows what a snapshot has. */
final class AcknowledgingReader<M, T> implements SourceReader<T> {

    private static final Logger LOG = System.getLogger("io.millrace.source");

    /** For how long to wait for a message: what is told to the reader meanwhile waits as long. */
    private static final Duration WAIT = Duration.ofMillis(100);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AcknowledgedSource<M, T> source;
    private final Inbox<M> inbox;
    private final SourceContext context;
    private final int most;

    /** In the order of their numbers, of which the first is the one behind what was acknowledged. */
    private final Deque<M> unacknowledged = new ArrayDeque<>();

    private final AtomicInteger size = new AtomicInteger();

    /** The number of the last message that was read. Goes on from that of an earlier run, so that this one's are not taken for those of that. */
    private long read;

    private boolean saidFull;

    private boolean stopped;

    AcknowledgingReader(AcknowledgedSource<M, T> source, Inbox<M> inbox, SourceContext context) {
        this.source = source;
        this.inbox = Objects.requireNonNull(inbox, "connect returned null in place of an inbox");
        this.context = context;
        most = source.mostUnacknowledged();
        read = Positions.count(context);
        context.metrics().gauge("unacknowledged", size::get);
    }

    @Override
    public Fetch fetch(Batch<T> batch) throws Exception {
        if (!context.takesSnapshots()) {
            acknowledgeTo(read);
        }
        if (stopped) {
            return Fetch.END;
        }
        int room = Math.min(batch.capacity() - batch.size(), most - unacknowledged.size());
        if (room <= 0) {
            sayFull();
            // A snapshot that is complete wakes.
            return Fetch.WAIT;
        }
        List<M> messages = inbox.receive(room, WAIT);
        for (M message : messages) {
            unacknowledged.add(message);
            read++;
            add(message, batch);
        }
        size.set(unacknowledged.size());
        return messages.isEmpty() ? pause() : Fetch.MORE;
    }

    /** Without snapshots the last ones are acknowledged by one more fetch. */
    @Override
    public boolean stop() {
        stopped = true;
        return !context.takesSnapshots();
    }

    /** Under simulation nobody waits, and time passes only where somebody says that there is nothing to be done. */
    private Fetch pause() {
        context.wakeAtNanos(context.clock().nanos() + PAUSE_NANOS);
        return Fetch.WAIT;
    }

    private void add(M message, Batch<T> batch) {
        try {
            batch.add(Objects.requireNonNull(source.event(message), "it has been made null"));
        } catch (Exception e) {
            String place = inbox.place(message);
            context.reject(
                    place,
                    new IOException(
                            "source '" + context.operator() + "': " + place + " cannot be read: "
                                    + (e.getMessage() == null ? e.toString() : e.getMessage()),
                            e));
        }
    }

    private void sayFull() {
        if (!saidFull) {
            saidFull = true;
            LOG.log(
                    Level.WARNING,
                    "source ''{0}'' of job ''{1}'' waits for a snapshot: it has read {2} messages since the last one, and may not have more that are"
                            + " not acknowledged. Take snapshots more often, or let it have more. This is said once.",
                    context.operator(),
                    context.job(),
                    Integer.toString(most));
        }
    }

    @Override
    public Object position() {
        return read;
    }

    @Override
    public void onSnapshotComplete(long snapshot, Object position) throws Exception {
        if (position != null) {
            acknowledgeTo((Long) position);
        }
    }

    private void acknowledgeTo(long number) throws Exception {
        long acknowledged = read - unacknowledged.size();
        List<M> messages = new ArrayList<>();
        for (long left = number - acknowledged; left > 0; left--) {
            messages.add(unacknowledged.remove());
        }
        if (!messages.isEmpty()) {
            inbox.acknowledge(messages);
            size.set(unacknowledged.size());
        }
    }

    @Override
    public void close() throws Exception {
        inbox.close();
    }
}
