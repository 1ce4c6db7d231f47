package io.millrace.systems.payments;

import io.millrace.systems.common.Client;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

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

    private final Client client;
    private final int rate;
    private final SystemClock clock = SystemClock.INSTANCE;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Histogram nanos = new ConcurrentHistogram(LONGEST_NANOS, 3);
    private final Map<Action, LongAdder> outcomes = new EnumMap<>(Action.class);
    private final LongAdder withoutModel = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private int posted;

    Load(Client client, int rate) {
        this.client = client;
        this.rate = rate;
        for (Action action : Action.values()) {
            outcomes.put(action, new LongAdder());
        }
    }

    /** Posts for a while, and returns when all is answered. */
    void run(Duration duration) {
        nanos.reset();
        outcomes.values().forEach(LongAdder::reset);
        withoutModel.reset();
        failed.reset();
        long count = rate * duration.toSeconds();
        CompletableFuture<?>[] answered = new CompletableFuture<?>[(int) count];
        long start = clock.nanos();
        for (int i = 0; i < count; i++) {
            HttpRequest request = client.posting("/payments", payment());
            long due = start + i * NANOS / rate;
            for (long early = due - clock.nanos(); early > 0; early = due - clock.nanos()) {
                LockSupport.parkNanos(early);
            }
            answered[i] = client.sendAsync(request).handle((answer, failure) -> note(due, answer));
        }
        CompletableFuture.allOf(answered).join();
    }

    private Payment payment() {
        int user = random.nextInt(USERS);
        String country = random.nextDouble() < ABROAD
                ? COUNTRIES[random.nextInt(COUNTRIES.length)]
                : COUNTRIES[user % COUNTRIES.length];
        long cents = 1 + (long) (-Math.log(1 - random.nextDouble()) * MEAN_CENTS);
        return new Payment("load-" + clock.millis() + "-" + posted++, "user-" + user, cents, country);
    }

    /** Null is that there was no answer. */
    private Void note(long due, HttpResponse<String> answer) {
        if (answer == null || answer.statusCode() != 200) {
            failed.increment();
            return null;
        }
        nanos.recordValue(Math.min(LONGEST_NANOS, clock.nanos() - due));
        Outcome outcome = Client.JSON.readValue(answer.body(), Outcome.class);
        outcomes.get(outcome.action()).increment();
        if (outcome.reasons().stream().anyMatch(reason -> reason.startsWith("the model has not"))) {
            withoutModel.increment();
        }
        return null;
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
