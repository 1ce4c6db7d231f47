package io.millrace.systems.analytics;

import io.millrace.systems.common.Client;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/** Listens as a browser does, and measures how long after its end each second is told. */
final class Served {

    private static final int DIGITS = 3;
    private static final double MEDIAN = 50;
    private static final double P99 = 99;

    private final Histogram millis = new SynchronizedHistogram(DIGITS);
    private final long since = SystemClock.INSTANCE.millis();

    /**
     * What a view tells.
     *
     * @param key where it is shown
     * @param row the second
     */
    private record Row(int key, Period row) {}

    /** Listens until the server closes. */
    static Served by(URI server) {
        Served served = new Served();
        Thread thread = new Thread(() -> served.listen(new Client(server)), "listener");
        thread.setDaemon(true);
        thread.start();
        return served;
    }

    private void listen(Client client) {
        try (Stream<String> rows = client.events("/seconds")) {
            rows.forEach(row -> told(Client.JSON.readValue(row, Row.class).row()));
        } catch (UncheckedIOException e) {
            // The server has closed.
        }
    }

    /** What was told before is told to each who comes. */
    private void told(Period second) {
        long end = second.begin() + AnalyticsPipeline.SECOND.toMillis();
        if (end >= since) {
            millis.recordValue(Math.max(0, SystemClock.INSTANCE.millis() - end));
        }
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "served over HTTP behind the end of each second by %,d ms (median), %,d ms (p99), %,d ms at most, of which %,d ms are for hits that are told late; %,d seconds%n",
                millis.getValueAtPercentile(MEDIAN),
                millis.getValueAtPercentile(P99),
                millis.getMaxValue(),
                AnalyticsPipeline.TOLD_WITHIN.toMillis(),
                millis.getTotalCount());
    }
}
