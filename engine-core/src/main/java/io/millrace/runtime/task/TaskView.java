package io.millrace.runtime.task;

import io.millrace.operator.Outstanding;
import io.millrace.operator.SourceSplits.SplitStatus;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a task says of itself between two steps. Immutable, so that whoever asked may look at it on another thread.
 *
 * @param task which one
 * @param now when it was asked, by its own clock
 * @param rowsIn the rows taken in so far
 * @param lastRows when it took in the last ones, or null
 * @param blockedBy the consumers that give no credit, empty when it is not held back
 * @param blockedSince since when, or null
 * @param inputs the edges into it, none for a source
 * @param inputWatermark the watermark that the inputs make together
 * @param inputsIdle whether all inputs that have not ended are idle
 * @param stages what its operators say, by their nodes
 * @param outstanding what the operator that the question was about says, if it was asked one and has windows
 */
public record TaskView(
        ObservedTask task,
        TaskState state,
        Instant now,
        long rowsIn,
        Instant lastRows,
        List<ObservedTask> blockedBy,
        Instant blockedSince,
        List<InputView> inputs,
        long inputWatermark,
        boolean inputsIdle,
        Map<Integer, StageView> stages,
        Optional<Outstanding> outstanding) {

    private static final Duration A_MOMENT = Duration.ofMillis(100);

    /** Whether it has been held back for longer than the moment that is usual under load. */
    public boolean isBlocked() {
        return !blockedBy.isEmpty() && blockedSince != null && blockedFor().compareTo(A_MOMENT) >= 0;
    }

    Duration blockedFor() {
        return Duration.between(blockedSince, now);
    }

    public String name() {
        return task.roleName();
    }

    /**
     * The edges into a task.
     *
     * @param watermark what they make together
     * @param idle whether all that have not ended are idle
     */
    record Inputs(List<InputView> edges, long watermark, boolean idle) {

        /** There are none. */
        static final Inputs NONE = new Inputs(List.of(), EventTime.NONE, false);
    }

    /** One of the parallel instances of a node: the node's id, and the number of its task. */
    public record Place(int node, int subtask) {}

    /** What is asked of an operator. The hash is the key's mixed one. */
    public record KeyQuestion(Place window, Object key, int hash) {

        /** The same, asked of another operator. */
        public KeyQuestion of(Place other) {
            return new KeyQuestion(other, key, hash);
        }
    }

    /**
     * An edge into a task.
     *
     * @param index its number among the edges into the task
     * @param batches how many are under way on it
     * @param awaitsBarrier whether it has delivered a barrier that others have not, and is not read until they have
     * @param ended whether nothing comes by it any more, no barrier either
     */
    public record InputView(
            int index,
            Place from,
            long watermark,
            WatermarkStatus status,
            int batches,
            boolean awaitsBarrier,
            boolean ended) {}

    /**
     * An operator in a task.
     *
     * @param seen the watermark that it was called with
     * @param announced the watermark that it passed on
     * @param idle whether it passed on that it is idle
     * @param waits whether it cannot go on before it is woken
     * @param wakesAtNanos when it is woken, where it waits for a time
     * @param waitsFor what for, in words, where it says so
     * @param late what it counted as late
     * @param ahead what it set aside because it was too far ahead of the clock
     * @param makesWatermarks whether it makes watermarks
     * @param splits what they are made of
     */
    public record StageView(
            long seen,
            long announced,
            boolean idle,
            boolean waits,
            OptionalLong wakesAtNanos,
            Optional<String> waitsFor,
            long late,
            long ahead,
            boolean makesWatermarks,
            List<SplitStatus> splits) {}

    /** The life of a task. */
    public enum TaskState {
        /** Not yet opened. */
        CREATED,
        /** Operators are open, and are given back what a snapshot has of them. */
        RESTORING,
        /** Takes input. */
        RUNNING,
        /** The end of the stream is on its way out; only what is owed remains. */
        DRAINING,
        /** Operators are closed; no step will follow. */
        CLOSED;

        private static final Map<TaskState, Set<TaskState>> NEXT = Map.of(
                CREATED, EnumSet.of(RESTORING, CLOSED),
                RESTORING, EnumSet.of(RUNNING, CLOSED),
                RUNNING, EnumSet.of(DRAINING, CLOSED),
                DRAINING, EnumSet.of(CLOSED),
                CLOSED, EnumSet.noneOf(TaskState.class));

        TaskState to(TaskState next) {
            if (!NEXT.get(this).contains(next)) {
                throw new IllegalStateException("a task cannot go from " + this + " to " + next);
            }
            return next;
        }
    }
}
