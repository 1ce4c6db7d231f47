package io.millrace.systems.payments;

import io.millrace.systems.common.Client;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Posts payments at a rate, whether those before are answered or not: each is measured from when it was due, so that what a slow answer holds up is slow, too.
 */
final class Load {

    private static final long SEED = 1;
    private static final int USERS = 20_000;
    private static final long NANOS = 1_000_000_000;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long LONGEST_NANOS = 60 * NANOS;
    private static final String[] COUNTRIES = {"GB", "DE", "FR", "ES", "IT", "NL"};
    private static final double ABROAD = 0.01;
    private static final double MEAN_CENTS = 40_00;

    /** So many requests at once; more wait for a connection. */
    private static final int CONNECTIONS = 256;

    /** Payments until all that has to be compiled has been, so many of them at once. */
    static final int WARM_UP = 30_000;

    private static final int AT_ONCE = 32;

    private final URI payments;
    private final int rate;
    private final SystemClock clock = SystemClock.INSTANCE;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Histogram nanos = new ConcurrentHistogram(LONGEST_NANOS, 3);
    private final Map<Action, LongAdder> outcomes = new EnumMap<>(Action.class);
    private final LongAdder withoutModel = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private int posted;

    Load(URI server, int rate) {
        payments = server.resolve("/payments");
        this.rate = rate;
        for (Action action : Action.values()) {
            outcomes.put(action, new LongAdder());
        }
    }

    /** Posts until the program is warm, and then for a while, which is what is told. */
    void run(Duration duration) {
        HttpClient client = new HttpClient();
        client.setMaxConnectionsPerDestination(CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(Integer.MAX_VALUE);
        try {
            client.start();
            try {
                run(client, duration);
            } finally {
                client.stop();
            }
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("no payments can be posted to " + payments, e);
        }
    }

    private void run(HttpClient client, Duration duration) throws InterruptedException {
        post(client, WARM_UP, AT_ONCE, i -> clock.nanos());
        nanos.reset();
        outcomes.values().forEach(LongAdder::reset);
        withoutModel.reset();
        failed.reset();
        long start = clock.nanos();
        int count = Math.toIntExact(rate * duration.toSeconds());
        post(client, count, Integer.MAX_VALUE, i -> start + i * NANOS / rate);
    }

    /** Returns when all is answered. */
    private void post(HttpClient client, int count, int atOnce, IntToLongFunction dues) throws InterruptedException {
        Semaphore unanswered = new Semaphore(atOnce);
        for (int i = 0; i < count; i++) {
            Request request = client.POST(payments)
                    .body(new StringRequestContent("application/json", Client.JSON.writeValueAsString(payment())));
            long due = dues.applyAsLong(i);
            for (long early = due - clock.nanos(); early > 0; early = due - clock.nanos()) {
                LockSupport.parkNanos(early);
            }
            unanswered.acquire();
            request.send(new BufferingResponseListener() {
                @Override
                public void onComplete(Result result) {
                    try {
                        note(due, result, getContentAsString());
                    } finally {
                        unanswered.release();
                    }
                }
            });
        }
        unanswered.acquire(atOnce);
    }

    private Payment payment() {
        int user = random.nextInt(USERS);
        String country = random.nextDouble() < ABROAD
                ? COUNTRIES[random.nextInt(COUNTRIES.length)]
                : COUNTRIES[user % COUNTRIES.length];
        long cents = 1 + (long) (-Math.log(1 - random.nextDouble()) * MEAN_CENTS);
        return new Payment("load-" + clock.millis() + "-" + posted++, "user-" + user, cents, country);
    }

    private void note(long due, Result result, String answer) {
        if (result.isFailed() || result.getResponse().getStatus() != HttpStatus.OK_200) {
            failed.increment();
            return;
        }
        nanos.recordValue(Math.min(LONGEST_NANOS, clock.nanos() - due));
        Outcome outcome = Client.JSON.readValue(answer, Outcome.class);
        outcomes.get(outcome.action()).increment();
        if (outcome.reasons().stream().anyMatch(reason -> reason.startsWith("the model has not"))) {
            withoutModel.increment();
        }
    }

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "  answered %,d: allow %,d, review %,d, block %,d; %,d without the model, which was silent; failed %,d%n",
                nanos.getTotalCount(),
                outcomes.get(Action.ALLOW).sum(),
                outcomes.get(Action.REVIEW).sum(),
                outcomes.get(Action.BLOCK).sum(),
                withoutModel.sum(),
                failed.sum());
        double p99 = millis(99);
        out.printf(
                Locale.ROOT,
                "  p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, most %.2f ms: p99 is %s the %d ms that are asked for%n",
                millis(50),
                p99,
                millis(99.9),
                nanos.getMaxValue() / NANOS_PER_MILLI,
                p99 <= PaymentsSystem.LIMIT.toMillis() ? "within" : "NOT within",
                PaymentsSystem.LIMIT.toMillis());
    }

    private double millis(double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
}
