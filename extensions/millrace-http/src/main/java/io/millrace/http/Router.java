package io.millrace.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Has the endpoint of the path handle a request; what none is for is left to the next handler, or told. */
final class Router extends Handler.Abstract {

    private final Map<String, Endpoint> endpoints;

    /** Whether there is nothing else behind this handler. */
    private final boolean alone;

    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile boolean stopping;

    Router(Map<String, Endpoint> endpoints, boolean alone) {
        super(InvocationType.BLOCKING);
        this.endpoints = new LinkedHashMap<>(endpoints);
        this.alone = alone;
    }

    @Override
    protected void doStart() throws Exception {
        stopping = false;
        super.doStart();
        endpoints.values().forEach(endpoint -> endpoint.start(getServer()));
    }

    @Override
    protected void doStop() throws Exception {
        endStreams();
        super.doStop();
    }

    private void endStreams() {
        if (!stopping) {
            stopping = true;
            endpoints.values().forEach(Endpoint::stop);
        }
    }

    /** Takes no more requests. Completes when all are answered that have been taken. */
    CompletableFuture<Void> quiesce() {
        open.incrementAndGet();
        endStreams();
        closed();
        return idle;
    }

    private void closed() {
        if (open.decrementAndGet() == 0 && stopping) {
            idle.complete(null);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        Endpoint endpoint = endpoints.get(path);
        String rest = "";
        if (endpoint == null) {
            int slash = path.lastIndexOf('/');
            Endpoint above = slash > 0 ? endpoints.get(path.substring(0, slash)) : null;
            if (above != null && above.hasRest()) {
                endpoint = above;
                rest = path.substring(slash + 1);
            }
        }
        if (endpoint == null && !alone) {
            return false;
        }
        Exchange exchange = new Exchange(request, response, callback);
        open.incrementAndGet();
        Request.addCompletionListener(request, failure -> closed());
        try {
            serve(endpoint, rest, exchange);
        } catch (Throwable e) {
            exchange.fail(e);
        }
        return true;
    }

    private void serve(Endpoint endpoint, String rest, Exchange exchange) throws Exception {
        if (endpoint == null) {
            throw new Problem(404, "there is nothing at this path; there is " + String.join(", ", paths()));
        }
        if (stopping) {
            exchange.response.getHeaders().put(HttpHeader.CONNECTION, "close");
            throw new Problem(503, "the server is being stopped").retryAfter(5);
        }
        String allowed = endpoint.allowed();
        String method = exchange.method();
        if (!Set.of(allowed.split(", ", -1)).contains(method)) {
            Problem problem = new Problem(405, method + " is not served here; " + allowed + " are");
            exchange.allow(allowed);
            throw problem;
        }
        if (method.equals("OPTIONS")) {
            exchange.allow(allowed);
            exchange.empty(204);
            return;
        }
        endpoint.handle(exchange, rest);
    }

    private Set<String> paths() {
        return endpoints.keySet();
    }
}
