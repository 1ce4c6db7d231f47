package io.millrace.http;

import io.millrace.source.JournalSource;
import io.millrace.source.PushSource;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * An endpoint that takes events in by POST, one or several as JSON ({@code application/json}: an object, or an array of them) or as NDJSON ({@code application/x-ndjson}: one a line). See
 * {@link Http#ingest(String, Ingest)}. Immutable: the options return a changed copy.
 *
 * <p><b>All or none.</b> 202 is sent when the source has all events of the body: a journal has them on the disk. Whatever else is sent, it has none of them, and {@code detail} says why. When no answer
 * comes at all, a journal has all of them or none, also after a crash. A {@link PushSource} has no such promise: where there is room for some of them alone, 429 says how many
 * it has taken, {@code accepted}.
 *
 * <p><b>Once.</b> A request with the header {@code Idempotency-Key} that comes again is not taken again, and answered as before ({@code Idempotency-Replayed: true}), as long as the key is among the latest {@link #keys}
 * of this process; the same key with another body is refused with 422. Where a retry may come after a crash, too, have the event bear the key, by {@link #into(JournalSource, Class, BiFunction)}, and the
 * pipeline drop what it has seen, by {@code dedup}.
 *
 * @param <T> the events
 */
public final class Ingest<T> {

    final Settings<T> settings;

    /** What was said; changes in a copy, before that is used. */
    static final class Settings<T> {

        final Reading<T> reading;
        final Target<T> target;
        JsonMapper mapper = Json.MAPPER;
        int maxBody = 1 << 20;
        int keys = 10_000;
        boolean requiresKey;

        private Settings(Reading<T> reading, Target<T> target) {
            this.reading = reading;
            this.target = target;
        }

        private Settings(Settings<T> from) {
            this(from.reading, from.target);
            mapper = from.mapper;
            maxBody = from.maxBody;
            keys = from.keys;
            requiresKey = from.requiresKey;
        }
    }

    /**
     * Where an event has come from.
     *
     * @param key the header {@code Idempotency-Key} of its request; null where there was none
     * @param index which event of the request it is, from 0
     */
    public record Origin(String key, int index) {

        /**
         * What tells the event from others, and stays the same when its request is sent again.
         *
         * @return key and index
         * @throws IllegalStateException where the request had no key; {@link Ingest#requireKey()} refuses those
         */
        public String id() {
            if (key == null) {
                throw new IllegalStateException("the request has no Idempotency-Key: say requireKey()");
            }
            return key + "/" + index;
        }
    }

    /** How JSON becomes events. */
    record Reading<T>(Type json, BiFunction<Object, Origin, ? extends T> event) {}

    /** Takes events; never waits. */
    interface Target<T> {
        CompletionStage<Void> take(List<T> events);
    }

    private Ingest(Settings<T> settings) {
        this.settings = settings;
    }

    private static <T> Ingest<T> of(Reading<T> reading, Target<T> target) {
        return new Ingest<>(new Settings<>(reading, target));
    }

    private Ingest<T> changed(Consumer<Settings<T>> change) {
        Settings<T> copy = new Settings<>(settings);
        change.accept(copy);
        return new Ingest<>(copy);
    }

    /**
     * Events go into a journal, and are of its type.
     *
     * @param <T> the events
     * @param journal the journal; what it was told for when it is full does not matter here, where 429 is sent
     * @return the endpoint
     */
    @SuppressWarnings("unchecked") // what is read is of the journal's type
    public static <T> Ingest<T> into(JournalSource<T> journal) {
        return of(new Reading<>(journal.eventType().javaType(), (json, origin) -> (T) json), journal::tryEmitAll);
    }

    /**
     * Events go into a journal, and are made of the JSON and of where it has come from.
     *
     * @param <J> what the JSON is read as
     * @param <T> the events
     * @param journal the journal
     * @param json the class of what the JSON is read as
     * @param event makes an event; what it throws is sent with 400. Called by a thread of the server
     * @return the endpoint
     */
    public static <J, T> Ingest<T> into(JournalSource<T> journal, Class<J> json, BiFunction<J, Origin, T> event) {
        Objects.requireNonNull(event, "the function must not be null");
        return of(new Reading<>(json, (read, origin) -> event.apply(json.cast(read), origin)), journal::tryEmitAll);
    }

    /**
     * Events go into a push source: when 202 is sent the pipeline is to get them, and a crash loses them.
     *
     * @param <T> the events
     * @param source the source; where it is full, 429 is sent, but where its {@link io.millrace.source.OnFull} drops others or spills
     * @param type the class of the events
     * @return the endpoint
     */
    public static <T> Ingest<T> into(PushSource<T> source, Class<T> type) {
        return of(new Reading<>(type, (json, origin) -> type.cast(json)), events -> push(source, events));
    }

    private static <T> CompletionStage<Void> push(PushSource<T> source, List<T> events) {
        int accepted = 0;
        try {
            for (T event : events) {
                if (!source.tryEmit(event)) {
                    return CompletableFuture.failedStage(IngestEndpoint.full(accepted));
                }
                accepted++;
            }
            return CompletableFuture.completedStage(null);
        } catch (IllegalStateException e) {
            return CompletableFuture.failedStage(IngestEndpoint.over(e, accepted));
        }
    }

    /**
     * Sets how long a body may be; longer ones are refused with 413.
     *
     * @param bytes from 1 to 32 MiB; 1 MiB unless set
     * @return the changed endpoint
     */
    public Ingest<T> maxBody(int bytes) {
        if (bytes < 1 || bytes > 32 << 20) {
            throw new IllegalArgumentException("a body may have 1 byte to 32 MiB, not " + bytes);
        }
        return changed(copy -> copy.maxBody = bytes);
    }

    /**
     * Sets how many keys of requests are remembered.
     *
     * @param latest not negative; 0 is not to look at them; 10,000 unless set
     * @return the changed endpoint
     */
    public Ingest<T> keys(int latest) {
        if (latest < 0) {
            throw new IllegalArgumentException("the number of keys cannot be " + latest);
        }
        return changed(copy -> copy.keys = latest);
    }

    /**
     * Refuses requests that have no {@code Idempotency-Key}, with 400.
     *
     * @return the changed endpoint
     */
    public Ingest<T> requireKey() {
        return changed(copy -> copy.requiresKey = true);
    }

    /**
     * Reads events that have fields which their class does not know, without these. Unless set they are refused.
     *
     * @return the changed endpoint
     */
    public Ingest<T> ignoringUnknownFields() {
        return mapper(settings.mapper
                .rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
    }

    /**
     * Sets how JSON is read. Unless set all components of records but Optional ones have to be there, and nothing else; numbers are not read from strings.
     *
     * @param json reads it
     * @return the changed endpoint
     */
    public Ingest<T> mapper(JsonMapper json) {
        Objects.requireNonNull(json, "the mapper must not be null");
        return changed(copy -> copy.mapper = json);
    }
}
