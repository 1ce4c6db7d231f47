package io.millrace.http;

import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.util.NanoTime;

/**
 * A client of a hub: sends what is behind its place, one write at a time, and holds nothing but what is being written. What its socket does not take keeps nobody else.
 */
abstract class HubClient extends IteratingCallback {

    /** A write that takes longer is not waited for by who stops. */
    private static final long STUCK_NANOS = 500_000_000;

    final Audience audience;
    private final Predicate<Object> keys;

    /** What came up to here before the client is not missed where it is not there any more. */
    private final long begin;

    private long place;
    private volatile boolean heartbeat;
    private volatile boolean ended;
    private boolean isLast;

    /** When the write that is under way began; 0 when none is. */
    private volatile long writingSince;

    /** Whether it was cut: what fails then may be a write that knows nothing of it. */
    private volatile boolean dropped;

    /** @param place behind which to begin
     * @param begin what the hub had last when the client came */
    HubClient(Audience audience, Predicate<Object> keys, long place, long begin) {
        this.audience = audience;
        this.keys = keys;
        this.place = place;
        this.begin = begin;
    }

    /** Begins to send a message, with those that follow if it likes, by {@link #next} and {@link #missed}, and tells this callback when that is done. */
    abstract void send(Hub.Message message, long missed);

    /** Begins to send nothing in particular. */
    abstract void sendHeartbeat();

    /** Begins to send that nothing follows. */
    abstract void sendEnd();

    /** Lets go of the connection at once, whatever is being written. */
    abstract void cut(Throwable cause);

    /** The connection is over. */
    abstract void closed(Throwable cause);

    @Override
    protected Action process() {
        writingSince = 0;
        if (isLast) {
            return Action.SUCCEEDED;
        }
        if (ended) {
            isLast = true;
            begin();
            sendEnd();
            return Action.SCHEDULED;
        }
        Hub.Message message = next();
        if (message != null) {
            heartbeat = false;
            begin();
            send(message, missed(message));
            return Action.SCHEDULED;
        }
        if (heartbeat) {
            heartbeat = false;
            begin();
            sendHeartbeat();
            return Action.SCHEDULED;
        }
        return Action.IDLE;
    }

    private void begin() {
        long now = NanoTime.now();
        writingSince = now == 0 ? 1 : now;
    }

    /** The next message for this client, or null. */
    final Hub.Message next() {
        Hub.Message message = audience.hub.after(place);
        while (message != null && !isForClient(message)) {
            place = message.number();
            message = audience.hub.after(place);
        }
        return message;
    }

    private boolean isForClient(Hub.Message message) {
        return (!message.isEnd() || message.number() > begin) && (keys == null || keys.test(message.key()));
    }

    /** How many messages there were, since it came, that it does not get; and it goes on behind this one. */
    final long missed(Hub.Message message) {
        long skipped = Math.max(0, message.number() - 1 - Math.max(place, begin));
        place = message.number();
        Hub hub = audience.hub;
        hub.counts.sent.increment();
        if (skipped > 0) {
            (hub.conflates() ? hub.counts.conflated : hub.counts.missed).add(skipped);
        }
        return hub.conflates() ? 0 : skipped;
    }

    /** Has something be sent in any case. */
    final void beat() {
        heartbeat = true;
    }

    /** Whether it has not been heard of for too long. */
    boolean isLost() {
        return false;
    }

    /** By a thread that looks at all clients from time to time. */
    void tick() {
        long since = writingSince;
        if (since != 0 && NanoTime.since(since) > audience.options.patience.toNanos()) {
            drop(new TimeoutException("the client has taken nothing for " + audience.options.patience));
            return;
        }
        if (isLost()) {
            drop(new TimeoutException("the client has not been heard of"));
            return;
        }
        heartbeat = true;
        iterate();
    }

    private void drop(TimeoutException why) {
        dropped = true;
        cut(why);
    }

    /** Has the stream end in order. */
    void end() {
        ended = true;
        long since = writingSince;
        if (since != 0 && NanoTime.since(since) > STUCK_NANOS) {
            drop(new TimeoutException("the client takes nothing, and the server stops"));
        } else {
            iterate();
        }
    }

    @Override
    protected void onCompleteSuccess() {
        audience.leave(this);
        closed(null);
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        audience.leave(this);
        if (dropped || isTimeout(cause)) {
            audience.hub.counts.dropped.increment();
        }
        closed(cause);
    }

    private static boolean isTimeout(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
