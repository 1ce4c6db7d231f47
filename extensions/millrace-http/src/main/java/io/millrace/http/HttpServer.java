package io.millrace.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A server that runs, made by {@link Http#start}. Thread-safe. */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(HttpServer.class.getPackageName());
    private static final int MOST_THREADS = 64;
    private static final int FEWEST_THREADS = 4;
    private static final int BACKLOG = 1_024;

    private final Server server;
    private final ServerConnector connector;
    private final Router router;
    private final Duration stopTimeout;
    private boolean closed;

    private HttpServer(Server server, ServerConnector connector, Router router, Duration stopTimeout) {
        this.server = server;
        this.connector = connector;
        this.router = router;
        this.stopTimeout = stopTimeout;
    }

    static HttpServer start(String host, int port, Router router, Handler handler, Duration stopTimeout) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS);
        threads.setName("millrace-http");
        Server server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler((request, response, callback) -> {
            Object status = request.getAttribute(ErrorHandler.ERROR_STATUS);
            int code = status instanceof Integer told ? told : 500;
            new Exchange(request, response, callback).problem(new Problem(code, HttpStatus.getMessage(code)));
            return true;
        });
        HttpServer made = new HttpServer(server, connector, router, stopTimeout);
        try {
            server.start();
            return made;
        } catch (IOException e) {
            made.stop();
            throw new UncheckedIOException("cannot listen at " + host + ":" + port + ": " + e.getMessage(), e);
        } catch (Exception e) {
            made.stop();
            throw new IllegalStateException("the server at " + host + ":" + port + " cannot start: " + e, e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return connector.getLocalPort();
    }

    /**
     * Its address, without a path.
     *
     * @return such as {@code http://127.0.0.1:8080}
     */
    public URI uri() {
        String host = connector.getHost();
        return URI.create("http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port());
    }

    /**
     * Stops in order: takes no more connections; ends the streams of events, and refuses what comes on connections that are there with 503; waits until what has been taken is answered, for {@link Http#stopTimeout} at
     * most; then lets go of all connections. Does nothing when called again. To be called before sources are closed and jobs ended, so that nobody is refused by those.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        connector.close();
        try {
            router.quiesce().get(stopTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "{0} does not wait any longer than {1} for requests that are open",
                    this,
                    stopTimeout);
        }
        stop();
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(Level.WARNING, this + " has not stopped in order", e);
        }
    }

    @Override
    public String toString() {
        return "HttpServer " + connector.getHost() + ":" + connector.getPort();
    }
}
