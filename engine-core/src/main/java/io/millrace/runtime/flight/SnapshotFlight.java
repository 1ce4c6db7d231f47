package io.millrace.runtime.flight;

import java.util.Optional;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Records a snapshot in JDK Flight Recorder, from its barrier to its end. */
public final class SnapshotFlight {

    private final Optional<Taken> event;

    private SnapshotFlight(Optional<Taken> event) {
        this.event = event;
    }

    /** A snapshot of a job begins. */
    public static SnapshotFlight of(String job, long snapshot) {
        return new SnapshotFlight(
                FlightRecorder.isInitialized() ? Optional.of(Taken.of(job, snapshot)) : Optional.empty());
    }

    /** It is safe. */
    public void complete(long bytes) {
        event.ifPresent(taken -> taken.complete(bytes));
    }

    /** It was given up. */
    public void failed(String reason) {
        event.ifPresent(taken -> taken.failed(reason));
    }

    /** A snapshot that has ended. */
    @Name("io.millrace.Snapshot")
    @Label("Snapshot")
    @Description("A snapshot, from the barrier to when it was safe or given up")
    @Category("Millrace")
    @StackTrace(false)
    static final class Taken extends Event {

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

        private static Taken of(String job, long snapshot) {
            Taken taken = new Taken();
            taken.job = job;
            taken.snapshot = snapshot;
            taken.begin();
            return taken;
        }

        private void complete(long ofBytes) {
            bytes = ofBytes;
            complete = true;
            commit();
        }

        private void failed(String reason) {
            failure = reason;
            commit();
        }
    }
}
