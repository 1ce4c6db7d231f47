package io.millrace.runtime.task;

import io.millrace.runtime.snapshot.SnapshotCollector;
import io.millrace.runtime.snapshot.SnapshotCollector.TaskAck;
import io.millrace.runtime.snapshot.SnapshotParticipant;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.RecordFiles;
import io.millrace.state.table.StateBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A task's part in snapshots. At a barrier, what is not keyed is written at once and the tables start a new epoch; then
 * the tables are written in portions, between steps, while events go on. Confined to the task's thread.
 */
final class TaskSnapshots {

    private static final long NONE = -1;

    /** Also what hardly changes is written anew now and then: each restore opens all files of the chain. */
    private static final int MAX_CHAIN_FILES = 200;

    private final SnapshotParticipant task;
    private final Optional<SnapshotCollector> collector;
    private final int portion;
    private final List<StateBackend<?>> keyed = new ArrayList<>();
    private final List<String> operators = new ArrayList<>();

    private long current = NONE;
    private long newest = NONE;
    private boolean written;
    private boolean whole;

    /** The operators that are not done with the end of the data, and whether there were any when the barrier came. */
    private int endsHeld;

    private boolean endHeldBefore;

    /** The stages that the barrier has not passed, and the task itself. */
    private int toPass;

    private List<Part> parts = List.of();

    /** The keyed state that the barrier has passed. */
    private final List<StateBackend<?>> begun = new ArrayList<>();

    /** Why what is not keyed cannot be written, or null. */
    private Exception failure;

    private RecordFiles files;
    private int writing;
    private final StateBytes bytes = new StateBytes();

    /** What the chain of files holds, to tell when it is time to begin a new one. */
    private boolean hasChain;

    private long chainBase;
    private long chainChanges;
    private int chainFiles;

    TaskSnapshots(SnapshotParticipant task, TaskEnvironment environment) {
        this.task = task;
        collector = environment.snapshots();
        portion = environment.job().settings().snapshotPortion();
    }

    /** Whether the job takes any; when it does not, nothing is asked of this but {@link #step} and who holds the end. */
    boolean areTaken() {
        return collector.isPresent();
    }

    /** An operator is not done with the end of the data, or is so now. */
    void endHeld(boolean held) {
        endsHeld += held ? 1 : -1;
        if (endsHeld == (held ? 1 : 0)) {
            collector.ifPresent(told -> told.endHeld(task, held));
        }
    }

    /** Whether the data have ended, and an operator is not done with that. */
    boolean holdsEnd() {
        return endsHeld > 0;
    }

    /** The task has keyed state, in the order of its stages; told before the first barrier. */
    void add(String operator, StateBackend<?> state) {
        operators.add(operator);
        keyed.add(state);
    }

    /** How much is written of a state in the complete snapshots that make it up, or a negative number before the first one. */
    long bytesOf(StateBackend<?> state) {
        return bytes.of(keyed.indexOf(state));
    }

    /** A barrier is about to pass the stages of the task, and takes along what each has; returns whether it may. */
    boolean begin(long snapshot, int stages) {
        if (snapshot <= newest) {
            // It has been given up, and whoever waits for its barrier is told so too.
            return false;
        }
        endHeldBefore = holdsEnd();
        toPass = stages + 1;
        if (current != NONE) {
            // Given up by the coordinator, or else there would be no new one; only the word of it has not come yet.
            end(current, false);
        }
        current = snapshot;
        newest = snapshot;
        written = false;
        failure = null;
        parts = new ArrayList<>();
        begun.clear();
        whole = !hasChain
                || chainChanges > chainBase
                || chainFiles >= MAX_CHAIN_FILES
                || keyed.stream().anyMatch(StateBackend::wantsWholeSnapshot);
        writing = 0;
        bytes.begin();
        files = keyed.isEmpty() ? null : collector.orElseThrow().filesOf(task, snapshot);
        return true;
    }

    /** Whether a snapshot is being taken, and has not been given up. */
    boolean isTaking(long snapshot) {
        return snapshot == current;
    }

    /** The barrier passes a stage. */
    void take(StageContext context, long snapshot, boolean ended) throws Exception {
        if (!isTaking(snapshot)) {
            return;
        }
        context.measureState();
        try {
            context.part(ended).ifPresent(this::add);
        } catch (IOException e) {
            // of a serde: a failure of the snapshot, not of the job
            failure = failure == null ? e : failure;
        }
        StateBackend<?> state = context.keyedOrNull();
        if (state != null && state.isWritten()) {
            begin(state);
        }
        passed();
    }

    /**
     * What a stage emits ahead of the barrier may have those behind it remove more than is remembered. Those that the barrier
     * has passed have not changed since.
     */
    private void begin(StateBackend<?> state) {
        if (!whole && state.wantsWholeSnapshot()) {
            whole = true;
            for (StateBackend<?> before : begun) {
                before.abandonSnapshot();
                before.beginSnapshot(files, true);
            }
        }
        state.beginSnapshot(files, whole);
        begun.add(state);
    }

    /** The snapshot whose barrier passes. */
    long current() {
        return current;
    }

    /** Adds what is not keyed, unless there is nothing. */
    void add(Part part) {
        if (part.ended() || !part.pieces().isEmpty()) {
            parts.add(part);
        }
    }

    /** It has passed a stage, or the task has added its own parts; when all have, the rest is written between steps. */
    void passed() {
        toPass--;
        if (toPass > 0) {
            return;
        }
        if (failure != null) {
            decline(failure);
            return;
        }
        Map<String, Long> reached = new TreeMap<>();
        for (int i = 0; i < keyed.size(); i++) {
            reached.put(operators.get(i), keyed.get(i).highestProgress());
        }
        collector.orElseThrow().passed(task, current, parts, reached);
        if (files == null) {
            acknowledge();
        }
    }

    /** Writes a portion, if there is something to be written; returns whether it did. */
    boolean step() {
        if (files == null || written || toPass > 0) {
            return false;
        }
        if (files.failure() == null && files.isCongested()) {
            return false;
        }
        if (files.failure() == null && writing < keyed.size()) {
            if (keyed.get(writing).writeSnapshot(portion)) {
                bytes.written(writing, files.bytes());
                writing++;
            }
            return true;
        }
        if (files.failure() == null) {
            files.finish();
        }
        if (files.failure() == null) {
            acknowledge();
        } else {
            decline(files.failure());
        }
        return true;
    }

    private void acknowledge() {
        written = true;
        long bytes = files == null ? 0 : files.bytes();
        TaskAck ack = new TaskAck(task, current, parts, List.copyOf(operators), whole, bytes, endHeldBefore);
        collector.orElseThrow().acknowledge(ack);
    }

    private void decline(Throwable reason) {
        long snapshot = current;
        end(snapshot, false);
        collector.orElseThrow().decline(task, snapshot, reason);
    }

    /** What has been written so far cannot be added to. Told before the barrier of the next snapshot. */
    void beginChain() {
        hasChain = false;
    }

    /** A snapshot is complete, or given up; told by the coordinator, maybe late, more than once, or for one not begun. */
    void end(long snapshot, boolean complete) {
        newest = Math.max(newest, snapshot);
        if (snapshot != current) {
            return;
        }
        keyed.forEach(complete ? StateBackend::completeSnapshot : StateBackend::abandonSnapshot);
        if (complete && files != null) {
            bytes.complete(whole);
            chainBase = whole ? files.bytes() : chainBase;
            chainChanges = whole ? 0 : chainChanges + files.bytes();
            chainFiles = whole ? 1 : chainFiles + 1;
            hasChain = true;
        }
        current = NONE;
        files = null;
        parts = List.of();
    }

    /** The bytes that each keyed state of a task takes in snapshots: in the latest complete one that has everything, and of what has changed since. */
    private static final class StateBytes {

        private static final long UNKNOWN = -1;

        private long[] complete = {};

        /** The length of the file behind each state that the snapshot in flight has written. */
        private long[] ends = {};

        void begin() {
            ends = new long[0];
        }

        /** A state has been written, behind which the file is so long. */
        void written(int state, long end) {
            ends = Arrays.copyOf(ends, state + 1);
            ends[state] = end;
        }

        void complete(boolean whole) {
            complete = Arrays.copyOf(complete, ends.length);
            for (int i = 0; i < ends.length; i++) {
                long written = ends[i] - (i == 0 ? 0 : ends[i - 1]);
                complete[i] = whole ? written : complete[i] + written;
            }
        }

        long of(int state) {
            return state >= 0 && state < complete.length ? complete[state] : UNKNOWN;
        }
    }
}
