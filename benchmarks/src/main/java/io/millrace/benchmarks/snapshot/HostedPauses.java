package io.millrace.benchmarks.snapshot;

import io.millrace.Pipeline;
import io.millrace.benchmarks.engine.TradeSource;
import io.millrace.benchmarks.workload.TradeLog;
import io.millrace.host.Host;
import io.millrace.host.HostedSnapshot;
import io.millrace.host.HostedTask;
import io.millrace.host.Plan;
import io.millrace.host.PlannedTask;
import io.millrace.operator.Batch;
import io.millrace.sink.Sinks;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * For how long a barrier stops a task that is driven by another runtime, as on Flink, and how long its state is written between rows: by {@code HostedTask}, as the
 * operators on Flink do.
 */
public final class HostedPauses {

    private static final int EVENTS_PER_KEY = 8;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Kept kept;
    private final int keys;
    private final HostedTask counting;
    private final HostedTask reading;
    private final Histogram pauses = new Histogram(3);
    private final Histogram walks = new Histogram(3);
    private long read;
    private long bytes;

    private HostedPauses(Kept kept, int keys) {
        this.kept = kept;
        this.keys = keys;
        Pipeline pipeline = Pipeline.create("pauses");
        kept.addTo(pipeline.source("trades", new TradeSource(TradeLog.shared(keys), Long.MAX_VALUE)))
                .to("discard", Sinks.discard());
        Plan plan = Plan.of(pipeline.graph(), 1);
        counting = begun(plan, false, new Side());
        reading = begun(plan, true, new Passing());
    }

    /** What nothing leaves. */
    private static class Side implements Host {

        @Override
        public void rows(int exit, Batch<Object> rows) {
            throw new IllegalStateException("rows leave a task that has a sink");
        }

        @Override
        public void watermark(int exit, long timestamp) {}

        @Override
        public void idle(int exit) {}

        @Override
        public void active(int exit) {}

        @Override
        public void endOfData(int exit) {}

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void wake() {}

        @Override
        public Clock clock() {
            return SystemClock.INSTANCE;
        }
    }

    /** Hands rows to the task behind. */
    private final class Passing extends Side {

        @Override
        public void rows(int exit, Batch<Object> rows) {
            read += rows.size();
            if (!counting.rows(0, rows)) {
                throw new IllegalStateException("the task is not done with its rows");
            }
        }

        @Override
        public void watermark(int exit, long timestamp) {
            counting.watermark(0, timestamp);
        }
    }

    private static HostedTask begun(Plan plan, boolean reads, Host host) {
        PlannedTask planned = plan.tasks().stream()
                .filter(task -> task.isSource() == reads)
                .findFirst()
                .orElseThrow();
        HostedTask task = HostedTask.open(planned, host, 0);
        task.begin();
        return task;
    }

    /**
     * Prints them for each kind of state.
     *
     * @param keys how many there are
     * @param snapshots how many are taken, of which the first fifth warms up
     */
    public static void print(int keys, int snapshots) {
        for (Kept kept : Kept.values()) {
            new HostedPauses(kept, keys).take(snapshots);
        }
    }

    private void take(int snapshots) {
        while (read < (long) keys * EVENTS_PER_KEY) {
            reading.poll();
        }
        for (int number = 1; number <= snapshots; number++) {
            if (number == snapshots / 5) {
                pauses.reset();
                walks.reset();
            }
            take((long) number);
        }
        print("stopped", pauses);
        print("written between rows", walks);
        reading.close();
        counting.close();
    }

    private void take(long number) {
        bytes = 0;
        long begin = SystemClock.INSTANCE.nanos();
        HostedSnapshot snapshot = counting.snapshot(number, group -> new Counted());
        if (!snapshot.passes()) {
            throw new IllegalStateException("the barrier does not pass");
        }
        snapshot.parts();
        long passed = SystemClock.INSTANCE.nanos();
        pauses.recordValue(passed - begin);
        while (!snapshot.write()) {
            reading.poll();
        }
        walks.recordValue(SystemClock.INSTANCE.nanos() - passed);
        counting.endSnapshot(number, true);
    }

    /** In memory, as on Flink. */
    private final class Counted extends ByteArrayOutputStream {
        @Override
        public void close() {
            bytes += size();
        }
    }

    private void print(String what, Histogram nanos) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %,9d keys %,11d bytes  %-22s p50 %8.3f ms  p99 %8.3f ms  max %8.3f ms%n",
                kept,
                keys,
                bytes,
                what,
                nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
                nanos.getMaxValue() / NANOS_PER_MILLI);
    }
}
