package io.millrace.testing;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import io.millrace.operator.OperatorException;
import io.millrace.runtime.JobContext.JobSettings;
import io.millrace.runtime.job.AttemptObserver;
import io.millrace.runtime.job.JobAttempt;
import io.millrace.runtime.job.Supervisor;
import io.millrace.runtime.metrics.JobMeter.Progress;
import io.millrace.runtime.schedule.SimulatedScheduler;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.SafeText;
import io.millrace.state.testing.SimulatedCrash;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.SimulatedExecutor.OtherThreads;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Future;

/** A simulated job, over the processes that run it on one disk: each begins when the one before has died. */
final class SimulatedJob {

    private static final int STEPS_BETWEEN_BARRIERS = 500;

    /** So often in a row something may be overdue that is not done. */
    private static final int PATIENCE = 1_000;

    final Graph graph;
    final SimulatedDisk disk;
    final UnsteadyClock time;
    final DrawnSettings drawn = new DrawnSettings();
    final List<JobListener> listeners = new ArrayList<>();
    final OtherThreads others = new OtherThreads();
    long seed;

    /** Null where none are taken. */
    Snapshots snapshots;

    Restart restart = Restart.none();
    private SplittableRandom random;
    private JobSettings settings;
    private SimulatedScheduler scheduler;
    private Supervisor supervisor;
    private int crashes;
    private long barriers;

    /** The last snapshot that was asked for; null where there has been none in this process. */
    private Future<SnapshotInfo> asked;

    SimulatedJob(Graph graph, SimulatedDisk disk, UnsteadyClock time) {
        this.graph = graph;
        this.disk = disk;
        this.time = time;
        beginProcess();
    }

    /** What the sources keep besides their readers is that of a new process. */
    private void beginProcess() {
        for (Node node : graph.nodes()) {
            if (node.logic() instanceof NodeLogic.FromSource from) {
                try {
                    from.source().simulate(disk);
                } catch (SimulatedCrash e) {
                    throw e;
                } catch (Throwable e) {
                    throw new OperatorException(node.label(), null, null, EventTime.NONE, e);
                }
            }
        }
    }

    /** To be set up. */
    SimulatedJob notStarted() {
        if (supervisor != null) {
            throw new IllegalStateException("the simulation has begun; set it up before its first step");
        }
        return this;
    }

    /** Started, if it was not. */
    Supervisor started() {
        if (supervisor == null) {
            random = new SplittableRandom(seed);
            time.begin(seed);
            settings = drawn.draw(random);
            start();
        }
        return supervisor;
    }

    /** Asks those who may wait for an answer of a task on another thread, which is not needed here. */
    interface Question<V> {
        V of(JobAttempt attempt) throws InterruptedException;
    }

    /** The answer to a question that is asked between two steps. */
    <V> V asked(String call, Question<V> question) {
        Supervisor asked = started();
        if (asked.onEngineThread()) {
            throw new IllegalStateException(
                    call + " was called by a function of the pipeline; call it between the steps of the simulation");
        }
        try {
            return question.of(asked.attempt());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing is waited for", e);
        }
    }

    SimulatedScheduler scheduler() {
        return scheduler;
    }

    int crashes() {
        return crashes;
    }

    void crash() {
        started();
        die();
        start();
    }

    private void die() {
        crashes++;
        disk.crash(random.split());
        beginProcess();
    }

    /** Nothing of what ran before takes another step. A disk may crash again while the job starts. */
    private void start() {
        while (true) {
            // The process that has died is gone, also when the next one cannot be started.
            if (supervisor != null) {
                supervisor.dies();
            }
            supervisor = null;
            asked = null;
            scheduler = new SimulatedScheduler(time.clock, disk, random.split());
            others.begin(scheduler, time.clock, random);
            try {
                supervisor = new Supervisor(
                                graph, settings, scheduler, Optional.ofNullable(snapshots), restart, listeners)
                        .start();
                if (opens()) {
                    if (supervisor.state() == JobState.FAILED) {
                        check();
                    }
                    return;
                }
            } catch (RuntimeException | SimulatedCrash e) {
                if (!disk.hasCrashed()) {
                    throw e;
                }
                // As when it is seen between two steps.
            }
            die();
        }
    }

    /** As a job is started in an engine, too, when all of it has opened; returns false when the disk has crashed. */
    private boolean opens() {
        boolean more = true;
        while (more && supervisor.isOpening() && !disk.hasCrashed()) {
            more = scheduler.step();
        }
        return !disk.hasCrashed();
    }

    /** Takes so many steps at most, and no further than {@link #settle} does. */
    void steps(int most) {
        started();
        for (int left = most; left > 0 && step(); left--) {
            // as many as are wanted
        }
        check();
    }

    /** Goes on until nothing can be done before time passes or input comes. */
    void settle() {
        started();
        scheduler.asksAllAgain();
        while (step()) {
            // until there is nothing to do
        }
        check();
    }

    /** Returns whether there is something to be done before time passes. */
    private boolean step() {
        if (disk.hasCrashed()) {
            crash();
            return true;
        }
        // one after the other: a large job takes longer for a snapshot than there is between two, and would never
        // settle
        if (random.nextInt(STEPS_BETWEEN_BARRIERS) == 0 && (asked == null || asked.isDone())) {
            requestBarrier();
        }
        return scheduler.step() || disk.hasCrashed();
    }

    /** Sends a barrier through the job, or takes a snapshot where it takes any. */
    void requestBarrier() {
        started();
        checkLedger();
        if (snapshots == null) {
            supervisor.attempt().requestBarrier(++barriers);
        } else if (!supervisor.state().isTerminal()) {
            asked = supervisor.snapshot(null);
        }
        // units that had nothing to do are told of it, too
        scheduler.asksAllAgain();
    }

    /** Lets time pass where the job waits for it, until it has ended. */
    void run() {
        settle();
        int overdue = 0;
        Standstill standstill = new Standstill();
        while (!started().state().isTerminal()) {
            long nanos = scheduler.nanosToDeadline();
            overdue = nanos == 0 ? overdue + 1 : 0;
            if (nanos == Long.MAX_VALUE
                    || overdue > PATIENCE
                    || standstill.lasts(supervisor.attempt().observer())) {
                throw failure("stands still; these wait: " + supervisor.openUnits(), null);
            }
            time.pass(nanos);
            settle();
        }
    }

    /** Lets time pass, from deadline to deadline. */
    void pass(long nanos) {
        settle();
        long left = nanos;
        while (left > 0) {
            long next = Math.min(left, Math.max(1, scheduler.nanosToDeadline()));
            time.pass(next);
            left -= next;
            settle();
        }
    }

    private void check() {
        JobState state = supervisor.state();
        Throwable failure = supervisor.failure();
        if (failure != null && (state == JobState.FAILING || state == JobState.FAILED)) {
            throw failure(SafeText.message(failure), failure);
        }
        if (state.isTerminal()) {
            checkLedger();
        }
    }

    /** No event is gone of which nothing is known. Not amid a step, whose function has asked for something. */
    private void checkLedger() {
        if (!supervisor.onEngineThread()) {
            List<String> faults = supervisor.attempt().observer().ledgerFaultsHere();
            if (!faults.isEmpty()) {
                throw failure("the ledger does not balance: " + String.join("; ", faults), null);
            }
        }
    }

    SimulationException failure(String what, Throwable cause) {
        return new SimulationException(this + ": " + what, cause);
    }

    @Override
    public String toString() {
        return "simulation of " + graph.name() + ", seed " + seed + (settings == null ? "" : ", " + settings);
    }

    /** Whether time passes and nothing happens but snapshots, which go on for ever by themselves. */
    private static final class Standstill {

        private static final int LONGEST = 10_000;

        private AttemptObserver attempt;
        private long events = -1;
        private int times;

        /** Told each time that the clock has been moved on. */
        private boolean lasts(AttemptObserver observer) {
            long now = 0;
            for (Progress task : observer.progress()) {
                now += task.rowsIn() + task.rowsOut();
            }
            times = now == events && observer == attempt ? times + 1 : 0;
            attempt = observer;
            events = now;
            return times > LONGEST;
        }
    }

    /** The settings of the job: small ones by the seed, where they were not given. */
    static final class DrawnSettings {

        private static final int[] BATCH_SIZES = {1, 2, 3, 16, 256};
        private static final int[] EDGE_CAPACITIES = {1, 2, 3, 16};
        private static final int[] SNAPSHOT_PORTIONS = {1, 1, 3, 256};

        /** Each is 0 where it was not given. */
        int parallelism;

        int batchSize;
        int edgeCapacity;

        private JobSettings draw(SplittableRandom random) {
            return JobSettings.of(
                            parallelism == 0 ? 1 + random.nextInt(4) : parallelism,
                            batchSize == 0 ? oneOf(BATCH_SIZES, random) : batchSize,
                            edgeCapacity == 0 ? oneOf(EDGE_CAPACITIES, random) : edgeCapacity)
                    .withSnapshotPortion(oneOf(SNAPSHOT_PORTIONS, random));
        }

        private static int oneOf(int[] values, SplittableRandom random) {
            return values[random.nextInt(values.length)];
        }
    }
}
