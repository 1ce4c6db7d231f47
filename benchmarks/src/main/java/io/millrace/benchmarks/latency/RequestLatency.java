package io.millrace.benchmarks.latency;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.source.RequestSource;
import io.millrace.source.Sources;
import io.millrace.time.SystemClock;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Asks a pipeline at a fixed rate, and measures how long after it was due each question is answered, up to the moment when the future completes. Arguments: questions per second
 * (10000), seconds (10), "spinning" or "parking" (spinning).
 */
public final class RequestLatency {

    private static final int WARM_UP_SECONDS = 5;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final double[] SHOWN = {50, 90, 99, 99.9, 100};

    private RequestLatency() {}

    /**
     * Runs.
     *
     * @param arguments as above
     */
    public static void main(String[] arguments) {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        boolean parks = arguments.length > 2 && "parking".equals(arguments[2]);
        print(run(rate, seconds, parks), rate, System.out);
    }

    private static Histogram run(int rate, int seconds, boolean parks) {
        RequestSource<Long, Long> source = Sources.requests(1_024, Long.class, Long.class);
        Pipeline pipeline = Pipeline.create("requests");
        pipeline.source("questions", source)
                .map(request -> request.answer(request.question() + 1))
                .to("answers", source.answers());
        try (Engine engine = parks ? Engine.withWorkers(1) : Engine.spinning(1);
                Job job = engine.start(pipeline, JobOptions.parallelism(1))) {
            ask(source, rate, WARM_UP_SECONDS);
            Histogram nanos = ask(source, rate, seconds);
            job.drain();
            job.join();
            return nanos;
        }
    }

    /** The load is open: a pause counts for every question that it delays. Only the worker writes. */
    private static Histogram ask(RequestSource<Long, Long> source, int rate, int seconds) {
        Histogram nanos = new Histogram(3);
        long start = SystemClock.INSTANCE.nanos();
        long questions = (long) rate * seconds;
        for (long index = 0; index < questions; index++) {
            long due = start + index * NANOS_PER_SECOND / rate;
            while (SystemClock.INSTANCE.nanos() < due) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> unused = source.ask(due)
                    .thenAccept(answer -> nanos.recordValue(Math.max(0, SystemClock.INSTANCE.nanos() - answer + 1)));
        }
        // It is answered behind all others.
        source.ask(0L).join();
        return nanos;
    }

    private static void print(Histogram nanos, int rate, PrintStream out) {
        out.printf(Locale.ROOT, "%,d questions at %,d/s, microseconds until answered%n", nanos.getTotalCount(), rate);
        for (double percentile : SHOWN) {
            out.printf(
                    Locale.ROOT,
                    "p%-6s %10.1f%n",
                    percentile,
                    nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO);
        }
    }
}
