package io.millrace.runtime.snapshot;

import io.millrace.job.JobListener;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.SnapshotMetrics;
import io.millrace.state.store.Manifest;
import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.Optional;

/** Counts what becomes of the snapshots of a job, over all attempts. Thread-safe. */
public final class SnapshotMeter {

    private final JobListener listener;
    private long completed;
    private long tookNanos;
    private long bytes;
    private long failed;
    private int restarts;
    private long brokenChains;
    private SnapshotInfo latest;
    private SnapshotInfo restored;
    private String latestFailure;

    /** @param listener is told what is counted */
    public SnapshotMeter(JobListener listener) {
        this.listener = listener;
    }

    public synchronized void completed(SnapshotInfo snapshot) {
        completed++;
        tookNanos += Times.nanos(snapshot.duration());
        bytes += snapshot.bytes();
        latest = snapshot;
        latestFailure = null;
        listener.onSnapshotComplete(snapshot);
    }

    public synchronized void failed(long snapshot, String reason) {
        failed++;
        latestFailure = reason;
        listener.onSnapshotFailed(snapshot, reason);
    }

    synchronized void chainBroken() {
        brokenChains++;
    }

    public synchronized void restarted() {
        restarts++;
    }

    public synchronized void restored(Optional<Manifest> from) {
        restored = from.map(manifest -> infoOf(manifest, Duration.ZERO, 0)).orElse(null);
    }

    public synchronized SnapshotMetrics read() {
        return new SnapshotMetrics(
                completed,
                Duration.ofNanos(tookNanos),
                bytes,
                failed,
                restarts,
                brokenChains,
                Optional.ofNullable(latest),
                Optional.ofNullable(restored),
                Optional.ofNullable(latestFailure));
    }

    static SnapshotInfo infoOf(Manifest manifest, Duration duration, long bytes) {
        return new SnapshotInfo(
                manifest.id(),
                Optional.ofNullable(manifest.name()),
                manifest.created(),
                duration,
                bytes,
                manifest.complete());
    }
}
