package io.millrace.http;

import io.millrace.source.JournalSource;
import io.millrace.source.RequestSource;
import io.millrace.view.TableView;
import java.net.URL;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/**
 * A server of HTTP/1.1 in front of pipelines: what is at which path, then {@link #start}.
 *
 * <pre>{@code
 * HttpServer server = Http.on(8080)
 *         .ingest("/payments", payments)
 *         .ask("/decide", questions, Payment.class)
 *         .events("/alerts", alerts)
 *         .view("/views/spent", job.view("spent", String.class, Double.class), String.class)
 *         .start();
 * }</pre>
 *
 * <p>It can be reached from this machine alone unless {@link #bind} says otherwise, knows no users and no TLS, and is to stand behind what does where that is needed. What goes wrong is told as {@code application/problem+json}
 * (RFC 9457), with {@code Retry-After} where the same request may do later. Answers are made as results come: no thread waits for a client or for a pipeline.
 *
 * <p>Not thread-safe, until it is started.
 */
public final class Http {

    private static final Pattern PATH = Pattern.compile("(/[\\w.~-]+)+");
    private static final long MOST_READ = 64L << 20;

    private final int port;
    private final Map<String, Function<Body.Budget, Endpoint>> endpoints = new LinkedHashMap<>();
    private final Set<String> origins = new LinkedHashSet<>();
    private String host = "127.0.0.1";
    private Duration stopTimeout = Duration.ofSeconds(10);
    private long mostRead = MOST_READ;
    private Duration bodyPatience = Body.PATIENCE;

    private Http(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "a port is a number from 1 to 65535, or 0 for one that is free, not " + port);
        }
        this.port = port;
    }

    /**
     * A server that listens at a port.
     *
     * @param port from 1 to 65535; 0 for one that is free
     * @return the server, which is not started yet
     */
    public static Http on(int port) {
        return new Http(port);
    }

    /**
     * Has it be reached from elsewhere, too.
     *
     * @param address a name or address of this machine, or 0.0.0.0 for all it has; 127.0.0.1 unless set
     * @return this
     */
    public Http bind(String address) {
        host = Objects.requireNonNull(address, "the address must not be null");
        return this;
    }

    /**
     * Lets pages of other sites read from and post to it in a browser (CORS), and open WebSockets. None may unless set.
     *
     * @param allowed such as {@code https://shop.example:8443}, or {@code *} for all
     * @return this
     */
    public Http allowOrigins(String... allowed) {
        origins.addAll(Set.of(allowed));
        return this;
    }

    /**
     * Sets how long {@link HttpServer#close} waits for what is being answered.
     *
     * @param most not negative; 10 seconds unless set
     * @return this
     */
    public Http stopTimeout(Duration most) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("a server cannot be stopped within " + most);
        }
        stopTimeout = most;
        return this;
    }

    /**
     * Sets how many bytes of bodies may be held at a time, of all requests that are being read: what is beyond is refused with 429.
     *
     * @param bytes positive; 64 MiB unless set
     * @return this
     */
    public Http maxReading(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("at least 1 byte has to be read, not " + bytes);
        }
        mostRead = bytes;
        return this;
    }

    /** Sets how long a body may take beside what its bytes do. */
    Http bodyPatience(Duration patience) {
        bodyPatience = patience;
        return this;
    }

    /**
     * Takes events into a journal, by POST: 202 when they are on the disk. As {@link Ingest} says.
     *
     * @param path where, such as {@code /payments}
     * @param journal the journal
     * @return this
     */
    public Http ingest(String path, JournalSource<?> journal) {
        return ingest(path, Ingest.into(journal));
    }

    /**
     * Takes events in, by POST.
     *
     * @param path where
     * @param ingest how, and into which source
     * @return this
     */
    public Http ingest(String path, Ingest<?> ingest) {
        Objects.requireNonNull(ingest, "what takes events must not be null");
        return add(path, budget -> new IngestEndpoint<>(ingest.settings, budget));
    }

    /**
     * Asks a pipeline, by POST, and sends its answer. As {@link Ask} says.
     *
     * @param <Q> the questions
     * @param path where
     * @param requests the source that questions are asked of
     * @param questions the class of the questions
     * @return this
     */
    public <Q> Http ask(String path, RequestSource<Q, ?> requests, Class<Q> questions) {
        return ask(path, Ask.of(requests, questions));
    }

    /**
     * Asks a pipeline, by POST, and sends its answer.
     *
     * @param path where
     * @param ask how, and whom
     * @return this
     */
    public Http ask(String path, Ask<?, ?> ask) {
        Objects.requireNonNull(ask, "what is asked must not be null");
        return add(path, budget -> new AskEndpoint<>(ask.settings, budget));
    }

    /**
     * Shows results as they come: by Server-Sent Events, for {@code new EventSource(path)}, and by WebSocket, for {@code new WebSocket(path)}, where each message is the JSON of a result.
     *
     * @param path where
     * @param results the sink, of whatever job of this process
     * @return this
     */
    public Http events(String path, EventSink<?> results) {
        Objects.requireNonNull(results, "the results must not be null");
        return add(path, budget -> new EventEndpoint(results.hub(), results.options(), origins));
    }

    /**
     * Lets a view be read. {@code GET path/KEY}, or {@code path?key=KEY}, is the row of a key, {@code {"key":..., "row":...}}, or 404; {@code GET path?from=A&to=B&limit=N} the rows of keys from A on and before B, in their
     * order, {@code {"rows":[...]}}, with {@code "next"} to go on from where there are more (1,000 rows unless said otherwise, 10,000 at most). A request that accepts {@code text/event-stream} gets rows as they are and
     * then as they change, of one key or all (the 100,000 that have changed last), {@code "row":null} where there is none any more. The header {@code Millrace-Watermark} has the watermark of the view in
     * epoch milliseconds, or {@code end}; the rows are as of that or newer.
     *
     * @param <K> the keys
     * @param path where, such as {@code /views/spent}
     * @param view the view
     * @param keys the class of its keys: in an address they are text, numbers and the like as they are, others as JSON
     * @return this
     */
    public <K> Http view(String path, TableView<K, ?> view, Class<K> keys) {
        Objects.requireNonNull(view, "the view must not be null");
        Objects.requireNonNull(keys, "the class of the keys must not be null");
        return view(path, view, keys, ViewEndpoint.SHOWN);
    }

    /** @param shown how many rows are kept for those who are told of changes */
    <K> Http view(String path, TableView<K, ?> view, Class<K> keys, int shown) {
        return add(path, budget -> new ViewEndpoint<>(view, keys, shown, origins));
    }

    /**
     * Serves a file of the program, such as the page that shows what is at other paths.
     *
     * <pre>{@code
     * Http.on(8080).page("/", Shop.class.getResource("shop.html")).events("/spent/live", shown)
     * }</pre>
     *
     * @param path where; also {@code /}
     * @param resource the file, which is read now; the ending of its name says what it is: html, css, js, json, svg, png, txt
     * @return this
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public Http page(String path, URL resource) {
        Objects.requireNonNull(resource, "there is no such resource for " + path);
        PageEndpoint page = new PageEndpoint(resource);
        return path.equals("/") ? put(path, budget -> page) : add(path, budget -> page);
    }

    private Http add(String path, Function<Body.Budget, Endpoint> endpoint) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "'" + path + "' is no path: wanted is one such as /payments or /views/spent,"
                            + " of letters, digits and . _ ~ -");
        }
        return put(path, endpoint);
    }

    private Http put(String path, Function<Body.Budget, Endpoint> endpoint) {
        if (endpoints.putIfAbsent(path, endpoint) != null) {
            throw new IllegalArgumentException("there is something at " + path + " already");
        }
        return this;
    }

    /**
     * Starts the server.
     *
     * @return the server, to be closed before the sources and the engine are
     * @throws java.io.UncheckedIOException when the port is in use, or the address is none of this machine
     */
    public HttpServer start() {
        Router router = router(true);
        return HttpServer.start(host, port, router, around(router), stopTimeout);
    }

    /**
     * The endpoints as a handler of Jetty, for a server of one's own. It begins and ends with that, and leaves to others what it has no path for.
     *
     * @return a new handler
     */
    public Handler handler() {
        return around(router(false));
    }

    private Router router(boolean alone) {
        if (endpoints.isEmpty()) {
            throw new IllegalStateException("there is nothing to serve: say ingest, ask, events, view or page");
        }
        Body.Budget budget = new Body.Budget(mostRead, bodyPatience);
        Map<String, Endpoint> made = new LinkedHashMap<>();
        endpoints.forEach((path, endpoint) -> made.put(path, endpoint.apply(budget)));
        return new Router(made, alone);
    }

    private Handler around(Router router) {
        if (origins.isEmpty()) {
            return router;
        }
        CrossOriginHandler handler = new CrossOriginHandler();
        handler.setAllowedOriginPatterns(origins.stream()
                .map(origin -> origin.equals("*") ? origin : Pattern.quote(origin))
                .collect(Collectors.toSet()));
        handler.setAllowedMethods(Set.of("GET", "HEAD", "POST"));
        handler.setAllowedHeaders(Set.of("Content-Type", IngestEndpoint.KEY, "Last-Event-ID"));
        handler.setExposedHeaders(Set.of("Retry-After", "Idempotency-Replayed", ViewEndpoint.WATERMARK));
        handler.setAllowCredentials(false);
        // endpoints look at the origins of those themselves
        handler.setDeliverNonAllowedOriginWebSocketUpgradeRequests(true);
        handler.setHandler(router);
        return handler;
    }
}
