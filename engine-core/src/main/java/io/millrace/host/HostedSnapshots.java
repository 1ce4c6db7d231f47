package io.millrace.host;

import io.millrace.runtime.task.Task;
import java.io.OutputStream;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** The snapshots that a hosted task takes part in: the one in flight, and those of which it is still to be told what became. */
final class HostedSnapshots {

    private final String name;
    private final Task task;
    private final HostCollector collector;

    /** Null where no snapshots are taken. */
    private final HostCommits commits;

    private final TaskDriver driver;

    /** Those that are written, and have been followed by others, before it was told what became of them. */
    private final TreeSet<Long> undecided = new TreeSet<>();

    /** The highest snapshot that has been begun or ended. */
    private long newest;

    HostedSnapshots(String name, MadeTask made, TaskDriver driver) {
        this.name = name;
        task = made.task();
        collector = made.collector();
        commits = made.commits();
        this.driver = driver;
    }

    HostCollector collector() {
        return collector;
    }

    HostCommits commits() {
        return commits;
    }

    /** What is given before the barrier has passed would be worked off ahead of it by what is due. */
    void checkNothingPasses() {
        driver.checkGoesOn();
        if (task.isPassing()) {
            throw new IllegalStateException("the barrier of snapshot " + newest + " has not passed task " + name
                    + ": call HostedSnapshot.passes() until it returns true, or end the snapshot");
        }
    }

    /** As {@link HostedTask#snapshot}. */
    void begin(long snapshot, IntFunction<? extends OutputStream> byGroup) {
        driver.checkGoesOn();
        if (collector.isWritten() && collector.snapshot() != 0) {
            undecided.add(collector.snapshot());
            collector.end();
        }
        if (commits == null || collector.snapshot() != 0) {
            throw new IllegalStateException("task " + name
                    + (commits == null
                            ? " takes no snapshots, says its host"
                            : " is at snapshot " + collector.snapshot() + ": end that one first"));
        }
        if (snapshot <= newest) {
            throw new IllegalArgumentException(
                    "snapshot " + snapshot + " of task " + name + " is not above " + newest
                            + ", the highest begun or ended: number them upwards from 1, and only send on an ended one's barrier");
        }
        newest = snapshot;
        collector.begin(snapshot, byGroup);
        task.beginChain();
        task.barrier(snapshot);
    }

    /** Goes on until the barrier has passed; returns false when it cannot for now. */
    boolean pass() {
        driver.checkFailure();
        if (!task.isPassing()) {
            return true;
        }
        boolean passed = driver.passBarrier();
        if (passed) {
            task.passed();
            collector.throwFailure();
        }
        return passed;
    }

    boolean isPassing() {
        return task.isPassing();
    }

    /** Writes a portion of the keyed state. */
    void write() {
        driver.checkFailure();
        task.writeSnapshot();
        collector.throwFailure();
    }

    /** As {@link HostedTask#endSnapshot}. */
    void end(long snapshot, boolean complete) {
        driver.checkFailure();
        boolean inFlight = snapshot == collector.snapshot();
        boolean late = undecided.contains(snapshot);
        // one that is void says nothing of those before
        undecided.removeIf(each -> complete ? each <= snapshot : each == snapshot);
        if (complete && !late && (!inFlight || !collector.isWritten())) {
            String why =
                    inFlight ? "written: call write() until it returns true" : "in flight: it has to be begun first";
            throw new IllegalStateException("snapshot " + snapshot + " of task " + name + " is not " + why);
        }
        newest = Math.max(newest, snapshot);
        if (inFlight) {
            collector.end();
        }
        if (collector.snapshot() == 0) {
            // Also when the one that passed has failed.
            task.passed();
        }
        try {
            task.endSnapshot(snapshot, complete);
        } catch (Throwable e) {
            driver.fail(e);
        }
        if (complete && commits != null) {
            commits.completed(snapshot);
        }
    }
}
