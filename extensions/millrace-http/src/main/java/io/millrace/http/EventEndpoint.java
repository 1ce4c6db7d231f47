package io.millrace.http;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/** Shows what a hub has, by Server-Sent Events, or by WebSocket where a client asks for that. */
final class EventEndpoint implements Endpoint {

    private final Hub hub;
    private final EventOptions options;
    private final Set<String> origins;
    private Audience audience;
    private WebSocketMappings sockets;

    EventEndpoint(Hub hub, EventOptions options, Set<String> origins) {
        this.hub = hub;
        this.options = options;
        this.origins = origins;
    }

    @Override
    public String allowed() {
        return "GET, HEAD, OPTIONS";
    }

    @Override
    public void start(Server server) {
        sockets = new WebSocketMappings(WebSocketServerComponents.ensureWebSocketComponents(server));
        audience = new Audience(hub, options, server.getThreadPool(), server.getScheduler());
        audience.start();
    }

    @Override
    public void stop() {
        audience.stop();
    }

    @Override
    public void handle(Exchange exchange, String rest) {
        if ("websocket".equalsIgnoreCase(exchange.header(HttpHeader.UPGRADE))) {
            checkOrigin(exchange);
            checkRoom();
            upgrade(exchange);
        } else {
            stream(exchange, null);
        }
    }

    /** Sends events until the client goes: those of keys that it asks for, or all where that is null. */
    void stream(Exchange exchange, Predicate<Object> keys) {
        HttpFields.Mutable headers = exchange.response.getHeaders();
        if (!exchange.method().equals("HEAD")) {
            checkRoom();
        }
        exchange.response.setStatus(200);
        headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        if (exchange.method().equals("HEAD")) {
            exchange.response.write(true, null, exchange.callback);
            return;
        }
        exchange.neverIdle();
        long had = hub.placeOf(exchange.header("Last-Event-ID"));
        long last = hub.last();
        SseClient client = new SseClient(exchange, audience, keys, place(had, last), had >= 0 ? had : last);
        exchange.request.addFailureListener(client::abort);
        audience.enter(client);
    }

    /** Behind which message to begin. */
    private long place(long had, long last) {
        if (had >= 0) {
            return had;
        }
        return hub.conflates() ? 0 : last;
    }

    private void checkRoom() {
        if (audience.isFull()) {
            hub.counts.refused.increment();
            throw new Problem(503, "there are as many clients as may be; come again later").retryAfter(10);
        }
    }

    /** On another thread: what must not be done by a task. */
    void later(Runnable what) {
        audience.execute(what);
    }

    private void upgrade(Exchange exchange) {
        WebSocketNegotiator negotiator = (request, response, callback) -> {
            // Compression keeps much memory for each client.
            response.setExtensions(List.of());
            long last = hub.last();
            return new SocketClient(audience, null, place(-1, last), last);
        };
        boolean upgraded = sockets.upgrade(negotiator, exchange.request, exchange.response, exchange.callback, null);
        if (!upgraded) {
            throw new Problem(400, "this is no WebSocket handshake that is understood");
        }
    }

    /** A page of another site may open a socket without being asked: a browser says which one it is, and leaves the rest to the server. */
    private void checkOrigin(Exchange exchange) {
        String origin = exchange.header(HttpHeader.ORIGIN);
        if (origin == null || origins.contains(origin) || origins.contains("*")) {
            return;
        }
        String host = exchange.header(HttpHeader.HOST);
        if (host == null || !host.equalsIgnoreCase(authority(origin))) {
            throw new Problem(403, "pages of " + origin + " are not allowed to connect: see Http.allowOrigins");
        }
    }

    private static String authority(String origin) {
        try {
            return URI.create(origin).getAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
