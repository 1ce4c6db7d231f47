package io.millrace.benchmarks.snapshot;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.snapshot.Snapshots;
import io.millrace.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What snapshots cost a whole job that keeps something of many keys, on disk: runs it without and with them in turn,
 * and prints throughput, lengths of steps, sizes, and how long it takes to go on from one.
 */
public final class SnapshotCosts {

    private static final Duration POLL = Duration.ofMillis(5);

    private final int keys;
    private final Duration phase;
    private final Duration interval;
    private final Kept kept;
    private final Path directory;
    private final Updates updates;
    private final Engine engine = Engine.withWorkers(1);
    private long snapshots;
    private double bestWithout;
    private double bestWith;

    /**
     * Begins with nothing.
     *
     * @param keys how many there are
     * @param phase how long events are counted
     * @param interval from one snapshot to the next
     * @param kept what is kept of each key
     * @param directory where to write
     * @throws IOException if the directory cannot be used
     */
    public SnapshotCosts(int keys, Duration phase, Duration interval, Kept kept, Path directory) throws IOException {
        this.keys = keys;
        this.phase = phase;
        this.interval = interval;
        this.kept = kept;
        this.directory = Files.createTempDirectory(directory, "snapshots");
        updates = new Updates(namesOf(keys));
    }

    /**
     * Runs everything once, and prints it.
     *
     * @param rounds how often with snapshots and without
     * @param restores how often it goes on from one
     * @throws IOException if the directory cannot be used
     */
    public void run(int rounds, int restores) throws IOException {
        System.out.printf(Locale.ROOT, "%,d keys, state %s, a snapshot every %s%n", keys, kept, interval);
        try (engine) {
            for (int round = 0; round < rounds; round++) {
                compare(round % 2 == 0);
            }
            print("best of all phases", bestWithout, bestWith);
            change();
            for (int i = 0; i < restores; i++) {
                restore();
            }
            clear();
            Files.delete(directory);
        }
    }

    private static String[] namesOf(int keys) {
        String[] names = new String[keys];
        for (int i = 0; i < keys; i++) {
            names[i] = "user-" + i;
        }
        return names;
    }

    private void compare(boolean withoutFirst) {
        double first = throughput(!withoutFirst);
        double second = throughput(withoutFirst);
        double without = withoutFirst ? first : second;
        double with = withoutFirst ? second : first;
        bestWithout = Math.max(bestWithout, without);
        bestWith = Math.max(bestWith, with);
        print("this round", without, with);
    }

    private static void print(String what, double without, double with) {
        System.out.printf(
                Locale.ROOT,
                "%s: %,.0f events/s without, %,.0f with, dip %.1f %%%n",
                what,
                without,
                with,
                100 * (1 - with / without));
    }

    /** Events per second, once all keys are there, and the first snapshot of them, which is whole. */
    private double throughput(boolean withSnapshots) {
        clear();
        JobOptions options = JobOptions.parallelism(1);
        try (Job job = start(
                withSnapshots ? options.withSnapshots(Snapshots.in(directory).every(interval)) : options)) {
            updates.allow(Long.MAX_VALUE);
            watch(job, Duration.ofSeconds(2));
            while (updates.made() < keys || (withSnapshots && snapshots == 0)) {
                watch(job, POLL);
            }
            long begin = SystemClock.INSTANCE.nanos();
            long before = updates.made();
            Updates.Steps steps = updates.measure();
            watch(job, phase);
            double rate = (updates.made() - before) * 1e9 / (SystemClock.INSTANCE.nanos() - begin);
            System.out.println(withSnapshots ? "with snapshots" : "without snapshots");
            print("steps while none was taken", steps.outside);
            print("steps while one was taken", steps.inSnapshot);
            return rate;
        }
    }

    private Job start(JobOptions options) {
        snapshots = 0;
        Pipeline pipeline = Pipeline.create("snapshot-run");
        kept.addTo(pipeline.source("updates", updates)).to("discard", Sinks.discard());
        updates.forget();
        return engine.start(pipeline, options);
    }

    /** Waits, and tells of snapshots that become complete. */
    private void watch(Job job, Duration time) {
        long end = SystemClock.INSTANCE.nanos() + time.toNanos();
        while (SystemClock.INSTANCE.nanos() - end < 0) {
            if (job.join(POLL)) {
                throw new IllegalStateException("the job has ended early");
            }
            SnapshotMetrics metrics = job.metrics().snapshots();
            if (metrics.failed() > 0) {
                throw new IllegalStateException(metrics.latestFailure().orElseThrow());
            }
            if (metrics.completed() > snapshots) {
                updates.snapshotEnded();
                snapshots = metrics.completed();
                print("snapshot", metrics.latest().orElseThrow());
            }
        }
    }

    private void print(String what, SnapshotInfo snapshot) {
        System.out.printf(
                Locale.ROOT,
                "  %s: %,d bytes (%.1f per key) in %,d ms%n",
                what,
                snapshot.bytes(),
                (double) snapshot.bytes() / keys,
                snapshot.duration().toMillis());
    }

    private static void print(String what, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "  %s: %,d, p50 %.0f us, p99 %.0f us, p99.9 %.0f us, max %.0f us%n",
                    what,
                    nanos.getTotalCount(),
                    nanos.getValueAtPercentile(50) / 1e3,
                    nanos.getValueAtPercentile(99) / 1e3,
                    nanos.getValueAtPercentile(99.9) / 1e3,
                    nanos.getMaxValue() / 1e3);
        }
    }

    /** A whole snapshot, and one after a change of one key in a hundred; the job can be gone on with. */
    private void change() {
        clear();
        try (Job job = start(
                JobOptions.parallelism(1).withSnapshots(Snapshots.in(directory).onDemand()))) {
            makeAll(job, keys);
            print("whole", job.snapshot());
            makeAll(job, keys + keys / 100);
            print("after a change of 1 %", job.snapshot());
        }
    }

    private void makeAll(Job job, long events) {
        updates.allow(events);
        while (updates.made() < events) {
            if (job.join(POLL)) {
                throw new IllegalStateException("the job has ended early");
            }
        }
    }

    private void restore() {
        long begin = SystemClock.INSTANCE.nanos();
        try (Job job = start(
                JobOptions.parallelism(1).withSnapshots(Snapshots.in(directory).onDemand()))) {
            while (updates.firstFetchNanos() == 0) {
                job.join(POLL);
            }
            long nanos = updates.firstFetchNanos() - begin;
            System.out.printf(Locale.ROOT, "restore: %,d ms, %,.0f keys/s%n", nanos / 1_000_000, keys * 1e9 / nanos);
        }
    }

    private void clear() {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(directory)) {
            paths = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
