package io.millrace.runtime.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A snapshot, from its barrier to its end. */
@Name("io.millrace.Snapshot")
@Label("Snapshot")
@Description("A snapshot, from the barrier to when it was safe or given up")
@Category("Millrace")
@StackTrace(false)
public final class SnapshotFlight extends Event {

    @Label("Job")
    String job;

    @Label("Snapshot")
    long snapshot;

    @Label("Bytes")
    @Description("What was written for it")
    @DataAmount
    long bytes;

    @Label("Complete")
    boolean complete;

    @Label("Failure")
    @Description("Why it was given up")
    String failure;

    private SnapshotFlight(String job, long snapshot) {
        this.job = job;
        this.snapshot = snapshot;
    }

    /** A snapshot of a job begins. */
    public static SnapshotFlight of(String job, long snapshot) {
        SnapshotFlight flight = new SnapshotFlight(job, snapshot);
        flight.begin();
        return flight;
    }

    /** It is safe. */
    public void complete(long ofBytes) {
        bytes = ofBytes;
        complete = true;
        commit();
    }

    /** It was given up. */
    public void failed(String reason) {
        failure = reason;
        commit();
    }
}
