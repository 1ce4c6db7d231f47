package io.millrace.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.thread.Scheduler;

/** The clients that a hub has at one server. Whoever has something for them wakes one thread of the server, which looks at all. */
final class Audience {

    final Hub hub;
    final EventOptions options;
    private final Executor threads;
    private final Scheduler scheduler;
    private final Set<HubClient> clients = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile Scheduler.Task nextTick;

    Audience(Hub hub, EventOptions options, Executor threads, Scheduler scheduler) {
        this.hub = hub;
        this.options = options;
        this.threads = threads;
        this.scheduler = scheduler;
    }

    void start() {
        hub.add(this);
        tickLater();
    }

    /** Ends the streams of all clients. */
    void stop() {
        stopped = true;
        Scheduler.Task tick = nextTick;
        if (tick != null) {
            tick.cancel();
        }
        hub.remove(this);
        clients.forEach(HubClient::end);
    }

    int size() {
        return clients.size();
    }

    boolean isFull() {
        return clients.size() >= options.maxClients;
    }

    void enter(HubClient client) {
        clients.add(client);
        if (stopped) {
            client.end();
        }
        client.iterate();
    }

    void leave(HubClient client) {
        clients.remove(client);
    }

    /** Called by threads of tasks. */
    void wake() {
        if (!clients.isEmpty() && woken.compareAndSet(false, true)) {
            execute(this::lookAtAll);
        }
    }

    private void lookAtAll() {
        woken.set(false);
        clients.forEach(HubClient::iterate);
    }

    void execute(Runnable what) {
        try {
            threads.execute(what);
        } catch (RejectedExecutionException e) {
            // The server has stopped.
            woken.set(false);
        }
    }

    private void tickLater() {
        Duration apart = options.heartbeat;
        try {
            nextTick = scheduler.schedule(() -> execute(this::tick), apart);
            if (stopped) {
                nextTick.cancel();
            }
        } catch (RejectedExecutionException e) {
            // The server has stopped.
        }
    }

    private void tick() {
        if (!stopped) {
            clients.forEach(HubClient::tick);
            tickLater();
        }
    }
}
