package io.millrace.http;

import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A sink whose results are shown to browsers as they come, by Server-Sent Events and WebSocket, at {@link Http#events}. Make it by {@link #latestBy} or {@link #all}, say what is to be said of it, and
 * give the same object to the pipeline and to the server. Immutable otherwise: the options return another sink, which has clients of its own.
 *
 * <p><b>Slow clients</b> hold up nobody: the pipeline only puts results where clients find them, and is done. A client that is behind gets the latest of each key, and what came in between is
 * conflated; of {@link #all} it is told how many it has missed. One that takes nothing for a while is dropped. A client costs the server what is being written to it, 8 KiB or one result, whichever
 * is more, and its connection.
 *
 * <p><b>Metrics</b>: the gauges {@code clients}, {@code sent}, {@code conflated}, {@code missed}, {@code clients dropped} and {@code clients refused}, over all tasks and attempts, at the first task.
 *
 * <p>It outlives the attempts at a job: clients stay while the job restarts, and may get results again that come again. In a new process it is empty; who comes back with an id of the old one is new.
 *
 * @param <T> the results
 */
public final class EventSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;
    private static final int CAPACITY = 10_000;

    private final transient Settings<T> settings;
    private final transient Hub hub;

    /** What was said; changes in a copy, before that is used. */
    private static final class Settings<T> extends EventOptions {

        /** Null where each result is shown. */
        final Fn<? super T, ?> key;

        PredicateFn<? super T> isEnd = result -> false;
        JsonMapper mapper = Json.MAPPER;
        int capacity = CAPACITY;

        private Settings(Fn<? super T, ?> key) {
            this.key = key;
        }

        private Settings(Settings<T> from) {
            super(from);
            key = from.key;
            isEnd = from.isEnd;
            mapper = from.mapper;
            capacity = from.capacity;
        }
    }

    private EventSink(Settings<T> settings) {
        this.settings = settings;
        hub = new Hub(settings.capacity, settings.key != null, settings.event);
    }

    /**
     * Shows the latest result of each key: a new client gets that of all keys, and then what changes. It is told of what is newer than what it has had when it comes back.
     *
     * @param <T> the results
     * @param key the key of a result, not null; called by the thread of the task
     * @return the sink
     */
    public static <T> EventSink<T> latestBy(Fn<? super T, ?> key) {
        Objects.requireNonNull(key, "the key must not be null");
        return new EventSink<>(new Settings<>(key));
    }

    /**
     * Shows each result: a client gets those that come when it is there, and when it comes back what it has missed, as far as that is among the latest {@link #capacity}. Where some are missing it is told
     * so: {@code event: missed}, with {@code {"missed":17}}.
     *
     * @param <T> the results
     * @return the sink
     */
    public static <T> EventSink<T> all() {
        return new EventSink<>(new Settings<>((Fn<T, ?>) null));
    }

    /**
     * Sets how many results are kept for clients: keys, of which those go that have not changed for longest, or the latest results. Keys that have {@linkplain #endedBy ended} take no room from others.
     *
     * @param most positive; 10,000 unless set
     * @return another sink
     */
    public EventSink<T> capacity(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("there is room for at least one result, not for " + most);
        }
        return changed(copy -> copy.capacity = most);
    }

    /**
     * Says which results end what is known of their key: clients that are there get them, those that come later do not.
     *
     * @param ends whether a result does so; called by the thread of the task
     * @return another sink
     */
    public EventSink<T> endedBy(PredicateFn<? super T> ends) {
        Objects.requireNonNull(ends, "the predicate must not be null");
        return changed(copy -> copy.isEnd = ends);
    }

    /**
     * Sets how results are written.
     *
     * @param json writes them
     * @return another sink
     */
    public EventSink<T> mapper(JsonMapper json) {
        Objects.requireNonNull(json, "the mapper must not be null");
        return changed(copy -> copy.mapper = json);
    }

    /**
     * Names the events, {@code event: alert}: in a browser it is {@code addEventListener("alert", ...)} that gets them. A WebSocket has no names.
     *
     * @param name letters, digits, dots, dashes and underscores
     * @return another sink
     */
    public EventSink<T> event(String name) {
        if (!name.matches("[\\w.-]+")) {
            throw new IllegalArgumentException("'" + name + "' is no name of an event");
        }
        return changed(copy -> copy.event = name);
    }

    /**
     * Sets how long a client is sent nothing at most: then it gets a comment, or a ping, by which it is found out that it has gone.
     *
     * @param apart from 10 ms; 15 seconds unless set
     * @return another sink
     */
    public EventSink<T> heartbeat(Duration apart) {
        if (apart.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException("heartbeats are at least 10 ms apart, not " + apart);
        }
        return changed(copy -> copy.heartbeat = apart);
    }

    /**
     * Sets after how long a client is dropped that takes nothing of what it is sent. It is looked at once in a heartbeat.
     *
     * @param patience positive; 30 seconds unless set, which is also the server's own patience
     * @return another sink
     */
    public EventSink<T> dropAfter(Duration patience) {
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("a client cannot be dropped after " + patience);
        }
        return changed(copy -> copy.patience = patience);
    }

    /**
     * Sets how many clients there may be at each server; others are refused with 503.
     *
     * @param most positive; 10,000 unless set
     * @return another sink
     */
    public EventSink<T> maxClients(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("there is room for at least one client, not for " + most);
        }
        return changed(copy -> copy.maxClients = most);
    }

    private EventSink<T> changed(Consumer<Settings<T>> change) {
        Settings<T> copy = new Settings<>(settings);
        change.accept(copy);
        return new EventSink<>(copy);
    }

    Hub hub() {
        return hub;
    }

    EventOptions options() {
        return settings;
    }

    /** Called by the engine, once per task of an attempt. */
    @Override
    public SinkWriter<T> open(SinkContext context) {
        hub.number(Long.toString(context.clock().millis(), Character.MAX_RADIX));
        if (context.subtask() == 0) {
            tell(context.metrics());
        }
        return batch -> write(batch, context);
    }

    private void tell(Metrics metrics) {
        Hub.Counts counts = hub.counts;
        metrics.gauge("clients", (java.util.function.LongSupplier) hub::clients);
        metrics.gauge("sent", (java.util.function.LongSupplier) counts.sent::sum);
        metrics.gauge("conflated", (java.util.function.LongSupplier) counts.conflated::sum);
        metrics.gauge("missed", (java.util.function.LongSupplier) counts.missed::sum);
        metrics.gauge("clients dropped", (java.util.function.LongSupplier) counts.dropped::sum);
        metrics.gauge("clients refused", (java.util.function.LongSupplier) counts.refused::sum);
    }

    private void write(Batch<T> batch, SinkContext context) {
        int row = 0;
        try {
            for (int size = batch.size(); row < size; row++) {
                T result = batch.value(row);
                Object key = settings.key == null ? null : checked(settings.key.apply(result));
                hub.put(key, settings.mapper.writeValueAsBytes(result), settings.isEnd.test(result));
            }
        } catch (Throwable e) {
            throw context.failure(e, batch.value(row), batch.timestamp(row));
        } finally {
            hub.show();
        }
    }

    private static Object checked(Object key) {
        return Objects.requireNonNull(key, "the key of a result is null");
    }

    @Override
    public Optional<String> whyNotPortable() {
        return Optional.of("its clients are connected to this JVM");
    }

    @Override
    public String toString() {
        return "EventSink of " + (settings.key == null ? "all" : "the latest of each key") + ", capacity "
                + settings.capacity;
    }
}
