package io.millrace.dashboard;

import com.sun.net.httpserver.HttpServer;
import io.millrace.Engine;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A page that shows the jobs of an engine while they run, and the same as JSON. It is told of what becomes of jobs all the
 * time, and asks for their metrics only while somebody looks, once a second. By default it can be reached from this machine
 * alone, and changes nothing.
 *
 * <pre>{@code
 * try (Dashboard dashboard = Dashboard.serve(engine)) {
 *     System.out.println(dashboard.url());
 *     job.join();
 * }
 * }</pre>
 *
 * <p>Whoever looks at a job that has failed is told of the failure, so that {@code Job.close} does not throw it any more.
 *
 * <p>Thread-safe. Its threads are daemons.
 */
public final class Dashboard implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Dashboard.class.getPackageName());
    private static final int MOST_THREADS = 64;
    private static final int BACKLOG = 64;
    private static final int IDLE_SECONDS = 30;

    private final InetAddress address;
    private final HttpServer server;
    private final ExecutorService handlers;
    private final ScheduledExecutorService ticks;
    private final WatchedJobs jobs;
    private final Streams streams;

    private Dashboard(Engine engine, DashboardOptions options) {
        Guard.check(options);
        address = options.address();
        server = bound(options);
        handlers = new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                daemons("millrace-dashboard"));
        jobs = new WatchedJobs(engine, SystemClock.INSTANCE, handlers, options.allowsActions());
        streams = new Streams(jobs);
        ticks = Executors.newSingleThreadScheduledExecutor(daemons("millrace-dashboard-ticks"));
        Guard guard = new Guard(options, port());
        server.createContext("/", new Routes(jobs, streams, guard, options.allowsActions()));
        server.setExecutor(handlers);
        server.start();
    }

    /**
     * Serves the page for this machine, on any free port.
     *
     * @param engine whose jobs to show, those that are started later included
     * @return the dashboard, which goes on until it is closed
     */
    public static Dashboard serve(Engine engine) {
        return serve(engine, DashboardOptions.defaults());
    }

    /**
     * Serves the page.
     *
     * @param engine whose jobs to show, those that are started later included
     * @param options how
     * @return the dashboard, which goes on until it is closed
     * @throws IllegalArgumentException when others can reach it, and need no token
     * @throws UncheckedIOException when it cannot listen there, since the port is taken, say
     */
    public static Dashboard serve(Engine engine, DashboardOptions options) {
        Dashboard dashboard = untimed(engine, options);
        ScheduledFuture<?> unused = dashboard.ticks.scheduleAtFixedRate(dashboard::tickSafely, 0, 1, TimeUnit.SECONDS);
        return dashboard;
    }

    /** As {@link #serve(Engine, DashboardOptions)}, where only {@link #tick} makes anything new be seen. */
    static Dashboard untimed(Engine engine, DashboardOptions options) {
        Objects.requireNonNull(engine, "the engine must not be null");
        Objects.requireNonNull(options, "the options must not be null");
        return new Dashboard(engine, options);
    }

    private static HttpServer bound(DashboardOptions options) {
        InetSocketAddress at = new InetSocketAddress(options.address(), options.port());
        try {
            return HttpServer.create(at, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the dashboard cannot listen at " + at.getAddress().getHostAddress() + ":" + at.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static ThreadFactory daemons(String name) {
        return target -> {
            Thread thread = new Thread(target, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Looks for new jobs, and tells those who look. */
    void tick() {
        jobs.look();
        streams.tick();
    }

    /** How many pages are sent something new at each tick. */
    int watchers() {
        return streams.count();
    }

    /** What is thrown would end all ticks. */
    private void tickSafely() {
        try {
            tick();
        } catch (Throwable e) {
            // The next look may do.
            LOG.log(Level.WARNING, "the dashboard has failed to look at the jobs", e);
        }
    }

    /**
     * Where the page is.
     *
     * @return such as {@code http://127.0.0.1:43210/}; where it listens at all addresses, that of the loopback interface
     */
    public URI url() {
        InetAddress shown = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        return URI.create("http://" + Guard.hostOf(shown) + ":" + port() + "/");
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** Ends what is being sent, and lets go of the port. Jobs know nothing of it. Closing again does nothing. */
    @Override
    public void close() {
        ticks.shutdownNow();
        streams.close();
        server.stop(0);
        handlers.shutdownNow();
        jobs.close();
    }

    @Override
    public String toString() {
        return "Dashboard " + url();
    }
}
