package io.millrace.http;

import io.millrace.state.log.SafeText;
import io.millrace.time.EventTime;
import io.millrace.view.TableView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.URIUtil;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

/** Lets a view be read: a row, a range of rows, and what changes. */
final class ViewEndpoint<K, V> implements Endpoint {

    static final String WATERMARK = "Millrace-Watermark";
    private static final int ROWS = 1_000;
    private static final int MOST_ROWS = 10_000;
    static final int SHOWN = 100_000;

    private final TableView<K, V> view;
    private final JavaType keyType;
    private final Hub hub;
    private final EventEndpoint changes;

    /** Whether the end of a subscription that nobody hears is on its way. */
    private final AtomicBoolean ending = new AtomicBoolean();

    private TableView.Subscription told;

    ViewEndpoint(TableView<K, V> view, Class<K> keys, int shown, Set<String> origins) {
        this.view = view;
        hub = new Hub(shown, true, null);
        keyType = Json.KEYS.constructType(keys);
        changes = new EventEndpoint(hub, new EventOptions(), origins);
    }

    @Override
    public String allowed() {
        return "GET, HEAD, OPTIONS";
    }

    @Override
    public boolean hasRest() {
        return true;
    }

    @Override
    public void start(Server server) {
        changes.start(server);
    }

    @Override
    public void stop() {
        changes.stop();
        endSubscription();
    }

    @Override
    public void handle(Exchange exchange, String rest) {
        Fields query = Request.extractQueryParameters(exchange.request);
        String text = rest.isEmpty() ? query.getValue("key") : URIUtil.decodePath(rest);
        K key = text == null ? null : key(text);
        if (text != null && key == null) {
            throw new Problem(400, "'" + SafeText.of(text) + "' is no key of this view");
        }
        if (wantsEvents(exchange)) {
            stream(exchange, key);
        } else if (key != null) {
            row(exchange, key);
        } else {
            rows(exchange, query);
        }
    }

    private static boolean wantsEvents(Exchange exchange) {
        String accept = exchange.header(HttpHeader.ACCEPT);
        return accept != null && accept.contains("text/event-stream");
    }

    @SuppressWarnings("unchecked") // of the class of keys
    private K key(String text) {
        if (keyType.hasRawClass(String.class)) {
            return (K) text;
        }
        try {
            boolean isJson = text.startsWith("{") || text.startsWith("[") || text.startsWith("\"");
            return isJson ? Json.KEYS.readValue(text, keyType) : Json.KEYS.convertValue(text, keyType);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new Problem(
                    400,
                    "'" + SafeText.of(text) + "' is no key of this view: wanted is a value of "
                            + keyType.getRawClass().getSimpleName());
        }
    }

    /** As it is in an address. */
    private static String text(Object key) {
        JsonNode node = Json.MAPPER.valueToTree(key);
        return node.isString() ? node.stringValue() : node.toString();
    }

    private void row(Exchange exchange, K key) {
        tellWatermark(exchange);
        V row = view.get(key);
        if (row == null) {
            throw new Problem(404, "there is no row of this key now");
        }
        exchange.json(200, entry(key, row));
    }

    private static Map<String, Object> entry(Object key, Object row) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("key", key);
        entry.put("row", row);
        return entry;
    }

    private void rows(Exchange exchange, Fields query) {
        int most = limit(query.getValue("limit"));
        K from = bound(query.getValue("from"));
        K to = bound(query.getValue("to"));
        tellWatermark(exchange);
        List<Object> rows = new ArrayList<>();
        K next = null;
        try {
            for (Map.Entry<K, V> entry : view.range(from, to, most + 1).entrySet()) {
                if (rows.size() == most) {
                    next = entry.getKey();
                } else {
                    rows.add(entry(entry.getKey(), entry.getValue()));
                }
            }
        } catch (IllegalStateException e) {
            throw new Problem(400, SafeText.message(e) + "; or ask for one, by key=");
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "the key to begin with is behind the one to end before");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("rows", rows);
        if (next != null) {
            answer.put("next", text(next));
        }
        exchange.json(200, answer);
    }

    private K bound(String text) {
        return text == null ? null : key(text);
    }

    private static int limit(String text) {
        if (text == null) {
            return ROWS;
        }
        try {
            int most = Integer.parseInt(text);
            if (most >= 1 && most <= MOST_ROWS) {
                return most;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new Problem(400, "limit is a number from 1 to " + MOST_ROWS);
    }

    /** Asked for ahead of the rows, which may be newer. */
    private void tellWatermark(Exchange exchange) {
        long watermark = view.watermark();
        if (watermark != EventTime.NONE) {
            exchange.response
                    .getHeaders()
                    .put(WATERMARK, watermark == EventTime.MAX ? "end" : Long.toString(watermark));
        }
    }

    /** Under the lock until the client is there, so that nobody ends the subscription. */
    private synchronized void stream(Exchange exchange, K key) {
        if (told == null && !exchange.method().equals("HEAD")) {
            hub.clear();
            // What is told of while it begins may be what is read, too.
            told = view.subscribe((changed, row) -> {
                hub.putIfOther(changed, Json.MAPPER.writeValueAsBytes(entry(changed, row)), row == null);
                hub.show();
                endUnheard();
            });
            load();
        }
        V row = key == null || exchange.method().equals("HEAD") ? null : view.get(key);
        if (row != null) {
            hub.putIfAbsent(key, Json.MAPPER.writeValueAsBytes(entry(key, row)));
        }
        Predicate<Object> ofKey = key == null ? null : key::equals;
        changes.stream(exchange, ofKey);
    }

    private void load() {
        try {
            view.forEach((each, row) -> hub.load(each, Json.MAPPER.writeValueAsBytes(entry(each, row))));
        } catch (Throwable e) {
            endSubscription();
            throw e;
        }
    }

    /** Nobody has listened for a while, or ever. */
    private void endUnheard() {
        if (hub.clients() == 0 && ending.compareAndSet(false, true)) {
            changes.later(this::endSubscriptionUnheard);
        }
    }

    private synchronized void endSubscriptionUnheard() {
        ending.set(false);
        if (hub.clients() == 0) {
            endSubscription();
        }
    }

    private synchronized void endSubscription() {
        if (told != null) {
            told.close();
            told = null;
        }
    }
}
