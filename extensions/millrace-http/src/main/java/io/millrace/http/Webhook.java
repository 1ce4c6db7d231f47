package io.millrace.http;

import io.millrace.function.Captures;
import io.millrace.function.ConsumerFn;
import io.millrace.function.Fn;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sink that posts each result as JSON, with a header {@code Idempotency-Key} that is made of the result alone: whatever fails, here or there, a result is posted until it is taken, always with the same key, also by another
 * process that goes on from a snapshot. That is at least once; a receiver that keeps the keys it has seen has each exactly once.
 *
 * <p><b>Failures.</b> What is answered by 408, 425, 429 or 5xx, or not at all, is posted again, after 100 ms, 200 ms, and so on up to 30 seconds, or when {@code Retry-After} says, be it in seconds or by a date, after an hour at the latest, for ten minutes; then the job fails. Any other
 * answer but 2xx, a redirection, too, rejects the result: the job fails, or it goes to {@link #rejectedTo}.
 *
 * <p>A snapshot is complete when all results ahead of it have been taken. Results of a batch overtake each other, as {@link #inFlight} are under way at a time from each task; with one, each task keeps their order. The next batch is taken when all of one are answered.
 *
 * <p><b>Metrics</b>: the counters {@code delivered} and {@code retries}, and that of dead letters.
 *
 * <p>Immutable: the options return a changed copy.
 *
 * @param <T> the results
 */
public final class Webhook<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    final URI uri;
    final Fn<? super T, String> key;
    final Settings<T> settings;
    private transient volatile HttpClient client;

    /** What was said; changes in a copy, before that is used. */
    static final class Settings<T> implements Serializable {

        private static final long serialVersionUID = 1;

        Duration timeout = Duration.ofSeconds(10);
        Duration patience = Duration.ofMinutes(10);
        Duration firstBackoff = Duration.ofMillis(100);
        Duration longestBackoff = Duration.ofSeconds(30);
        int inFlight = 8;
        final LinkedHashMap<String, String> headers = new LinkedHashMap<>();

        /** Null where the job is to fail. */
        ConsumerFn<? super Rejected<T>> rejected;

        private Settings() {}

        private Settings(Settings<T> from) {
            timeout = from.timeout;
            patience = from.patience;
            firstBackoff = from.firstBackoff;
            longestBackoff = from.longestBackoff;
            inFlight = from.inFlight;
            headers.putAll(from.headers);
            rejected = from.rejected;
        }
    }

    /**
     * A result that was not taken, and will not be.
     *
     * @param <T> the results
     * @param result the result
     * @param key its key
     * @param status what was answered
     * @param answer the beginning of the answer's body
     */
    public record Rejected<T>(T result, String key, int status, String answer) {}

    private Webhook(URI uri, Fn<? super T, String> key, Settings<T> settings) {
        this.uri = uri;
        this.key = key;
        this.settings = settings;
    }

    /**
     * Posts to an address.
     *
     * @param <T> the results
     * @param uri the address, http or https
     * @param key makes the key of a result, which is neither empty nor null, of printable ASCII, and always the same for it: of an id, say, or of the key and the end of a window
     * @return the sink
     */
    public static <T> Webhook<T> to(URI uri, Fn<? super T, String> key) {
        Objects.requireNonNull(key, "the function of keys must not be null");
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    uri + " is no address that can be posted to: it begins with http:// or https://");
        }
        return new Webhook<>(uri, key, new Settings<>());
    }

    /**
     * Sets how long an answer may take, until all of it is there.
     *
     * @param most positive; 10 seconds unless set
     * @return the changed sink
     */
    public Webhook<T> timeout(Duration most) {
        positive(most);
        return changed(copy -> copy.timeout = most);
    }

    /**
     * Sets for how long a result is posted again; then the job fails, and with {@link io.millrace.snapshot.Restart} begins anew.
     *
     * @param most positive; 10 minutes unless set
     * @return the changed sink
     */
    public Webhook<T> patience(Duration most) {
        positive(most);
        return changed(copy -> copy.patience = most);
    }

    /**
     * Sets how long to wait before a result is posted again: each time twice as long as before, less up to half of it, so that not all come at once.
     *
     * @param first at first, positive; 100 ms unless set
     * @param longest at last, not less than the first; 30 seconds unless set
     * @return the changed sink
     */
    public Webhook<T> backoff(Duration first, Duration longest) {
        if (positive(first).compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "the longest wait, " + longest + ", is shorter than the first, " + first);
        }
        return changed(copy -> {
            copy.firstBackoff = first;
            copy.longestBackoff = longest;
        });
    }

    /**
     * Sets how many results of a task are under way at a time.
     *
     * @param most from 1 to 1,000; 8 unless set
     * @return the changed sink
     */
    public Webhook<T> inFlight(int most) {
        if (most < 1 || most > 1_000) {
            throw new IllegalArgumentException("from 1 to 1,000 results may be under way at a time, not " + most);
        }
        return changed(copy -> copy.inFlight = most);
    }

    /**
     * Sends a header with each request.
     *
     * @param name such as Authorization
     * @param value what it says
     * @return the changed sink
     */
    public Webhook<T> header(String name, String value) {
        Objects.requireNonNull(name, "the name must not be null");
        Objects.requireNonNull(value, "the value must not be null");
        return changed(copy -> copy.headers.put(name, value));
    }

    /**
     * Has the job go on when a result is rejected.
     *
     * @param letters is given it, on the thread of the task, where it may block: {@code journal::emit}, say. It is done with it when it returns, may be given it again after a crash, and fails the job when it throws
     * @return the changed sink
     */
    public Webhook<T> rejectedTo(ConsumerFn<? super Rejected<T>> letters) {
        Objects.requireNonNull(letters, "what takes rejected results must not be null");
        return changed(copy -> copy.rejected = letters);
    }

    private Webhook<T> changed(Consumer<Settings<T>> change) {
        Settings<T> copy = new Settings<>(settings);
        change.accept(copy);
        return new Webhook<>(uri, key, copy);
    }

    private static Duration positive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("wanted is a positive duration, not " + duration);
        }
        return duration;
    }

    /** Called by the engine, once per task of an attempt. */
    @Override
    public SinkWriter<T> open(SinkContext context) {
        return new WebhookWriter<>(this, client(), context);
    }

    /** One for all tasks and attempts, whose connections they share. */
    private HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            synchronized (this) {
                made = client;
                if (made == null) {
                    made = HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .connectTimeout(settings.timeout)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .build();
                    client = made;
                }
            }
        }
        return made;
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return settings.rejected == null ? Optional.empty() : Captures.tie(settings.rejected);
    }

    /** The headers of each request. */
    Map<String, String> headers() {
        return settings.headers;
    }

    @Override
    public String toString() {
        return "Webhook " + uri;
    }
}
