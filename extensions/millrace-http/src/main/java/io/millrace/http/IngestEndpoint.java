package io.millrace.http;

import io.millrace.source.JournalException;
import io.millrace.source.OnFull.BufferFullException;
import io.millrace.state.log.SafeText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.CRC32C;
import org.eclipse.jetty.http.HttpHeader;

/** Takes events in. */
final class IngestEndpoint<T> implements Endpoint {

    static final String KEY = "Idempotency-Key";
    private static final int LONGEST_KEY = 255;

    private final Ingest.Settings<T> ingest;
    private final Body.Budget budget;
    private final EventReader<Object> reader;
    private final RecentKeys keys;

    IngestEndpoint(Ingest.Settings<T> ingest, Body.Budget budget) {
        this.ingest = ingest;
        this.budget = budget;
        reader = new EventReader<>(ingest.mapper, ingest.mapper.constructType(ingest.reading.json()));
        keys = new RecentKeys(ingest.keys);
    }

    @Override
    public String allowed() {
        return "POST, OPTIONS";
    }

    @Override
    public void handle(Exchange exchange, String rest) {
        boolean lines = ContentTypes.isLines(exchange);
        String key = key(exchange);
        Body.read(exchange.request, ingest.maxBody, budget, (body, failure) -> {
            if (failure != null) {
                exchange.cutShort(failure);
                return;
            }
            try {
                take(exchange, body, lines, key);
            } catch (Throwable e) {
                exchange.fail(e);
            } finally {
                body.release();
            }
        });
    }

    private String key(Exchange exchange) {
        String key = exchange.header(KEY);
        if (key == null && ingest.requiresKey) {
            throw new Problem(
                    400, "a request needs the header " + KEY + ", which stays the same when it is sent again");
        }
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new Problem(400, "the header " + KEY + " has 1 to " + LONGEST_KEY + " characters");
        }
        return key;
    }

    private void take(Exchange exchange, Body body, boolean lines, String key) {
        if (key == null || ingest.keys == 0) {
            answer(exchange, emit(events(body, lines, key)));
            return;
        }
        CRC32C sum = new CRC32C();
        sum.update(ByteBuffer.wrap(body.bytes(), 0, body.length()));
        RecentKeys.Taken mine = new RecentKeys.Taken(body.length(), sum.getValue());
        RecentKeys.Taken before = keys.putIfAbsent(key, mine);
        if (before != null) {
            if (!before.isSame(mine)) {
                throw new Problem(422, "another body was posted with this " + KEY + ": a key is for one request");
            }
            exchange.response.getHeaders().put("Idempotency-Replayed", "true");
            answer(exchange, before.accepted);
            return;
        }
        try {
            CompletableFuture<Integer> accepted = emit(events(body, lines, key));
            CompletableFuture<Void> unused = accepted.handle((count, failure) -> {
                if (failure != null) {
                    keys.remove(key, mine);
                    mine.accepted.completeExceptionally(failure);
                } else {
                    mine.accepted.complete(count);
                }
                return null;
            });
        } catch (Throwable e) {
            keys.remove(key, mine);
            mine.accepted.completeExceptionally(e);
        }
        answer(exchange, mine.accepted);
    }

    private List<T> events(Body body, boolean lines, String key) {
        List<Object> read =
                lines ? reader.lines(body.bytes(), body.length()) : reader.json(body.bytes(), body.length());
        List<T> events = new ArrayList<>(read.size());
        for (int i = 0; i < read.size(); i++) {
            events.add(event(read.get(i), new Ingest.Origin(key, i)));
        }
        return events;
    }

    private T event(Object json, Ingest.Origin origin) {
        T event;
        try {
            event = ingest.reading.event().apply(json, origin);
        } catch (RuntimeException e) {
            throw new Problem(400, "no event can be made of it: " + SafeText.message(e)).with("index", origin.index());
        }
        if (event == null) {
            throw new Problem(400, "no event is made of it").with("index", origin.index());
        }
        return event;
    }

    private CompletableFuture<Integer> emit(List<T> events) {
        int count = events.size();
        return ingest.target.take(events).thenApply(taken -> count).toCompletableFuture();
    }

    private static void answer(Exchange exchange, CompletableFuture<Integer> accepted) {
        // A journal completes it on the thread that writes.
        CompletableFuture<Integer> unused = accepted.whenCompleteAsync(
                (count, failure) -> {
                    if (failure == null) {
                        exchange.json(202, Map.of("accepted", count));
                    } else {
                        exchange.fail(explained(failure));
                    }
                },
                exchange.threads());
    }

    private static Throwable explained(Throwable wrapped) {
        Throwable cause = wrapped instanceof CompletionException ? wrapped.getCause() : wrapped;
        if (cause instanceof BufferFullException) {
            return full(0);
        }
        if (cause instanceof JournalException failure) {
            OptionalInt event = failure.unwritableEvent();
            if (event.isPresent()) {
                return new Problem(400, "the journal does not take the event: " + SafeText.message(failure.getCause()))
                        .with("index", event.getAsInt());
            }
            // Its own text names files.
            return new Problem(503, "the journal cannot be written; nothing was taken")
                    .retryAfter(5)
                    .with("accepted", 0);
        }
        return cause instanceof IllegalStateException over ? over(over, 0) : cause;
    }

    static Problem full(int accepted) {
        return new Problem(429, "the pipeline is behind; post " + (accepted == 0 ? "it" : "the rest") + " again later")
                .retryAfter(1)
                .with("accepted", accepted);
    }

    static Problem over(IllegalStateException cause, int accepted) {
        return new Problem(503, "no more events are taken: " + SafeText.message(cause))
                .retryAfter(5)
                .with("accepted", accepted);
    }

    /** Which of the two forms a body has. */
    static final class ContentTypes {

        private ContentTypes() {}

        static boolean isLines(Exchange exchange) {
            checkEncoding(exchange);
            String header = exchange.header(HttpHeader.CONTENT_TYPE);
            String[] parts = header == null ? new String[] {""} : header.split(";", -1);
            checkCharset(parts);
            String type = parts[0].strip();
            if (type.equalsIgnoreCase("application/json")) {
                return false;
            }
            if (type.equalsIgnoreCase("application/x-ndjson")
                    || type.equalsIgnoreCase("application/ndjson")
                    || type.equalsIgnoreCase("application/jsonl")) {
                return true;
            }
            throw new Problem(
                    415,
                    (header == null ? "there is no Content-Type" : "this is not a Content-Type that is read here")
                            + ": send application/json, or application/x-ndjson for one event a line");
        }

        static void checkJson(Exchange exchange) {
            if (isLines(exchange)) {
                throw new Problem(415, "one question is sent at a time, as application/json");
            }
        }

        private static void checkEncoding(Exchange exchange) {
            String encoding = exchange.header(HttpHeader.CONTENT_ENCODING);
            if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
                throw new Problem(415, "bodies are not read compressed: send it without Content-Encoding");
            }
        }

        private static void checkCharset(String[] parts) {
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip().replace("\"", "");
                if (parameter.regionMatches(true, 0, "charset=", 0, 8)
                        && !parameter.substring(8).equalsIgnoreCase("utf-8")) {
                    throw new Problem(415, "JSON is read as UTF-8 alone");
                }
            }
        }
    }
}
