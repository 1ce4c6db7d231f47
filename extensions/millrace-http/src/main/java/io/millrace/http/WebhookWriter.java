package io.millrace.http;

import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.state.log.LimitedLog;
import io.millrace.state.log.SafeText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Posts the results of a task. Answers come on threads of the client's, and are looked at by that of the task alone. */
final class WebhookWriter<T> implements SinkWriter<T> {

    private static final Logger LOG = System.getLogger(WebhookWriter.class.getPackageName());
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);
    private static final int MOST_DOUBLINGS = 30;

    private final Webhook<T> hook;
    private final HttpClient client;
    private final SinkContext context;
    private final LimitedLog log;
    private final Counter delivered;
    private final Counter retries;
    private final Counter deadLetters;
    private final List<Delivery<T>> open = new ArrayList<>();
    private final BlockingQueue<Outcome<T>> outcomes = new LinkedBlockingQueue<>();

    /** Whether the receiver has failed since it was last said so. */
    private boolean isDown;

    WebhookWriter(Webhook<T> hook, HttpClient client, SinkContext context) {
        this.hook = hook;
        this.client = client;
        this.context = context;
        log = new LimitedLog(LOG, context.clock()::nanos);
        delivered = context.metrics().counter("delivered");
        retries = context.metrics().counter("retries");
        deadLetters = context.metrics().counter(Metrics.DEAD_LETTERS);
    }

    /** A result that has not been taken yet. */
    private static final class Delivery<T> {

        private final T result;
        private final long timestamp;
        private final String key;
        private final HttpRequest request;
        private int tries;
        private long firstFailure;

        /** When the answer to the request that is under way is given up, or else when it is posted again. */
        private long due;

        /** Null while it waits to be posted again. */
        private CompletableFuture<HttpResponse<String>> sent;

        private Delivery(T result, long timestamp, String key, HttpRequest request) {
            this.result = result;
            this.timestamp = timestamp;
            this.key = key;
            this.request = request;
        }
    }

    /** @param response null where there is none */
    private record Outcome<T>(Delivery<T> delivery, int tried, HttpResponse<String> response, Throwable failure) {}

    @Override
    public void write(Batch<T> batch) throws Exception {
        for (int row = 0, size = batch.size(); row < size; row++) {
            while (open.size() >= hook.settings.inFlight) {
                turn();
            }
            Delivery<T> delivery = delivery(batch.value(row), batch.timestamp(row));
            open.add(delivery);
            post(delivery);
        }
        // nobody looks at answers between two batches
        while (!open.isEmpty()) {
            turn();
        }
    }

    @Override
    public void close() {
        for (Delivery<T> each : open) {
            if (each.sent != null) {
                each.sent.cancel(true);
            }
        }
        open.clear();
        log.close();
    }

    private Delivery<T> delivery(T result, long timestamp) {
        try {
            String key = hook.key.apply(result);
            if (key == null || key.isEmpty()) {
                throw new IllegalArgumentException("the key of a result is " + (key == null ? "null" : "empty")
                        + ": by it the receiver knows what it has had already");
            }
            if (key.isBlank() || !key.chars().allMatch(each -> each >= ' ' && each < 0x7f)) {
                throw new IllegalArgumentException(
                        "the key of a result is not of printable ASCII, as headers are: " + SafeText.of(key));
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(hook.uri)
                    .header("Content-Type", "application/json")
                    .header(IngestEndpoint.KEY, key)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(result)));
            hook.headers().forEach(request::setHeader);
            return new Delivery<>(result, timestamp, key, request.build());
        } catch (Throwable e) {
            throw context.failure(e, result, timestamp);
        }
    }

    private void post(Delivery<T> delivery) {
        int tried = ++delivery.tries;
        delivery.due = later(hook.settings.timeout);
        delivery.sent = client.sendAsync(delivery.request, FirstBytes.HANDLER);
        CompletableFuture<Object> unused = delivery.sent.handle((response, failure) -> {
            outcomes.add(new Outcome<>(delivery, tried, response, failure));
            return null;
        });
    }

    private long later(Duration wait) {
        return context.clock().nanos() + wait.toNanos();
    }

    /** Waits for the first thing to happen to one that is open. */
    private void turn() throws InterruptedException {
        long now = context.clock().nanos();
        Delivery<T> first = open.get(0);
        for (Delivery<T> each : open) {
            first = each.due - first.due < 0 ? each : first;
        }
        long left = first.due - now;
        Outcome<T> outcome = left <= 0 ? outcomes.poll() : outcomes.poll(left, TimeUnit.NANOSECONDS);
        if (outcome != null) {
            settle(outcome);
        } else if (first.due - context.clock().nanos() <= 0) {
            due(first);
        }
    }

    private void due(Delivery<T> delivery) {
        if (delivery.sent == null) {
            retries.increment();
            post(delivery);
        } else {
            delivery.sent.cancel(true);
            failed(
                    delivery,
                    "there was no answer within " + hook.settings.timeout,
                    Duration.ZERO,
                    new HttpTimeoutException("no answer within " + hook.settings.timeout));
        }
    }

    private void settle(Outcome<T> outcome) {
        Delivery<T> delivery = outcome.delivery();
        if (delivery.sent == null || delivery.tries != outcome.tried()) {
            // It was given up by then.
            return;
        }
        HttpResponse<String> response = outcome.response();
        if (response == null) {
            Throwable cause =
                    outcome.failure() instanceof CompletionException wrapped ? wrapped.getCause() : outcome.failure();
            failed(delivery, "it cannot be reached: " + cause, Duration.ZERO, cause);
        } else if (response.statusCode() / 100 == 2) {
            end(delivery);
            delivered.increment();
            if (isDown) {
                isDown = false;
                log.log(Level.INFO, () -> what() + " takes results again");
            }
        } else if (response.statusCode() / 100 == 5 || PASSING.contains(response.statusCode())) {
            Instant now = Instant.ofEpochMilli(context.clock().millis());
            failed(delivery, answered(response), RetryAfter.of(response.headers(), now), null);
        } else {
            reject(delivery, response);
        }
    }

    private void end(Delivery<T> delivery) {
        open.remove(delivery);
        delivery.sent = null;
    }

    private String what() {
        return "sink '" + context.operator() + "': " + hook.uri;
    }

    private static String answered(HttpResponse<String> response) {
        String body = response.body().strip();
        return "it answered " + response.statusCode() + (body.isEmpty() ? "" : ", " + SafeText.of(body));
    }

    private void failed(Delivery<T> delivery, String what, Duration atLeast, Throwable cause) {
        long now = context.clock().nanos();
        if (delivery.firstFailure == 0) {
            delivery.firstFailure = now == 0 ? 1 : now;
        }
        if (now - delivery.firstFailure > hook.settings.patience.toNanos()) {
            throw failure(
                    delivery,
                    "has not taken the result with key '" + delivery.key + "' for " + hook.settings.patience + ", in "
                            + delivery.tries + " tries; at last " + what,
                    cause);
        }
        if (!isDown) {
            isDown = true;
            log.log(
                    Level.WARNING,
                    () -> what() + " has failed, and is tried again for " + hook.settings.patience + ": " + what);
        }
        Duration wait = backoff(delivery);
        delivery.sent = null;
        delivery.due = later(wait.compareTo(atLeast) < 0 ? atLeast : wait);
    }

    /** Half of it to all of it, by the key: so that those that have failed together are not posted together. */
    private Duration backoff(Delivery<T> delivery) {
        long longest = hook.settings.longestBackoff.toNanos();
        long wait = hook.settings.firstBackoff.toNanos();
        for (int i = Math.min(delivery.tries - 1, MOST_DOUBLINGS); i > 0 && wait < longest; i--) {
            wait *= 2;
        }
        wait = Math.min(wait, longest);
        int drawn = ((delivery.key.hashCode() * 31 + delivery.tries) * 0x9E3779B9) >>> 24;
        return Duration.ofNanos(wait - wait / 512 * drawn);
    }

    private void reject(Delivery<T> delivery, HttpResponse<String> response) {
        end(delivery);
        if (hook.settings.rejected == null) {
            throw failure(
                    delivery,
                    "has rejected the result with key '" + delivery.key + "': " + answered(response)
                            + ". To have the job go on, say rejectedTo(...)",
                    null);
        }
        try {
            hook.settings.rejected.accept(
                    new Webhook.Rejected<>(delivery.result, delivery.key, response.statusCode(), response.body()));
        } catch (Throwable e) {
            throw context.failure(e, delivery.result, delivery.timestamp);
        }
        deadLetters.increment();
    }

    private RuntimeException failure(Delivery<T> delivery, String what, Throwable cause) {
        return context.failure(new WebhookException(hook.uri + " " + what, cause), delivery.result, delivery.timestamp);
    }
}
