package io.millrace.operator;

import io.millrace.metrics.Account;
import io.millrace.state.table.Shown;
import io.millrace.time.EventTime;
import java.util.Optional;

/**
 * The logic of one node of the graph, one instance per parallel task. All methods of an instance are called by that
 * task's thread, one after the other: {@link #open}, then any of the others, then {@link #close} exactly once, whatever
 * happened (after a failed {@code open} too).
 *
 * <p>Methods that return a boolean tell whether they are done. One that sees no more {@linkplain Output#hasRoom room}
 * remembers where it is and returns false; the engine calls it again with the same arguments, and nothing else of this
 * operator in between, but to tell what has become of a snapshot. One that has room but nothing to do before a time comes or another thread wakes it says so by
 * {@link OperatorContext#awaitWake()} before it returns false, and is called again then. Until it is done its task takes no
 * input, and no barrier passes, so that such a cursor is never part of a snapshot; but see {@link #onEndOfData}. State of
 * {@link OperatorContext#keyedState()} is part of snapshots; fields are not.
 *
 * <p>An exception fails the job; it is reported with the operator's name. Use {@link OperatorContext#failure} to add
 * the event that it was about.
 *
 * @param <I> the events of the inputs
 * @param <O> the results of the main output
 */
public interface Operator<I, O> {

    /**
     * Prepares the instance.
     *
     * @param context what the engine offers to this instance; may be kept
     * @throws Exception fails the job
     */
    default void open(OperatorContext context) throws Exception {}

    /**
     * State is in place: what a snapshot has of this instance, or nothing at a first start. Called once, behind
     * {@link #open} and before anything else.
     *
     * @throws java.io.IOException when what the snapshot has cannot be: the job fails with where it is from and what to do
     * @throws Exception fails the job
     */
    default void onRestored() throws Exception {}

    /**
     * Processes a batch.
     *
     * @param input the ordinal of the input that it came by, from 0
     * @param batch the events, to be read only and not to be kept
     * @param out the main output
     * @return whether the batch is done
     * @throws Exception fails the job
     */
    boolean process(int input, Batch<I> batch, Output<O> out) throws Exception;

    /**
     * Event time advanced, to the minimum over all active inputs. The engine passes it on when this returns true, behind
     * everything emitted meanwhile, as far as {@link #earliestKept} lets it.
     *
     * @param watermark the new watermark, higher than any before; {@link io.millrace.time.EventTime#MAX} at the end of
     *     a bounded stream
     * @param out the main output
     * @return whether all that was due is done
     * @throws Exception fails the job
     */
    default boolean onWatermark(long watermark, Output<O> out) throws Exception {
        return true;
    }

    /**
     * The earliest timestamp of results that may still come of what this operator keeps: of events that it has asked
     * somebody about, say, or that wait for a watermark. The watermark that is passed on stays below it, and the operator
     * is not announced as idle, so that such results are never late downstream, whichever method emits them, and when it
     * goes on from a snapshot too. Asked behind each method that was called, so it should cost little; where snapshots are told of, soon after that. An operator
     * whose inputs are idle and that begins to keep something ends the idleness of its stream. At the end of the data everything is let go.
     *
     * <p>Hold no more than what is really kept: windows downstream wait for it.
     *
     * @return the timestamp; {@link io.millrace.time.EventTime#MAX} unless overridden, for an operator that keeps nothing of
     *     the kind; {@link io.millrace.time.EventTime#NONE} for one that makes watermarks of its own by
     *     {@link Output#emitWatermark}, of which only the end of time is passed on
     */
    default long earliestKept() {
        return EventTime.MAX;
    }

    /**
     * A time asked for with {@link OperatorContext#wakeAtMillis} or {@link OperatorContext#wakeAtNanos} has come. Called at
     * other times, too, where keyed state expires by the clock.
     *
     * @param now {@link OperatorContext#processingTime}, at or after a time of day that was asked for
     * @param out the main output
     * @return whether all that was due is done
     * @throws Exception fails the job
     */
    default boolean onProcessingTime(long now, Output<O> out) throws Exception {
        return true;
    }

    /**
     * The {@link OperatorContext#waker} has been called, once or more often, since this was called last. Also called when a
     * method that waited has been resumed for it, and ahead of the end when it has been called before {@link #onEndOfData} returned true, which is
     * then called again.
     *
     * @param out the main output
     * @return whether all that was due is done
     * @throws Exception fails the job
     */
    default boolean onWake(Output<O> out) throws Exception {
        return true;
    }

    /**
     * No rows will come any more. An operator that has work under way elsewhere says {@link OperatorContext#awaitWake} and
     * returns false: the task does not end before it returns true, and meanwhile barriers pass, snapshots are told of, and
     * {@link #onWake} and {@link #onProcessingTime} are called as ever, behind each of which this is called again. Whoever
     * goes on from such a snapshot is told the end once more. When a job without snapshots is stopped, there was no watermark of
     * {@link io.millrace.time.EventTime#MAX} before. Not told when a job with snapshots is stopped: it can be gone on
     * with, so its data have not ended.
     *
     * @param out the main output
     * @return whether all that had to be said is said
     * @throws Exception fails the job
     */
    default boolean onEndOfData(Output<O> out) throws Exception {
        return true;
    }

    /**
     * The inputs have fallen silent, and it is about to be said that this operator is idle: whatever it emits goes before.
     * From then on event time downstream may pass without this task, until this one has caught up.
     *
     * @param out the main output
     * @return whether all that was due is done
     * @throws Exception fails the job
     */
    default boolean onIdle(Output<O> out) throws Exception {
        return true;
    }

    /**
     * A barrier is about to pass: what is emitted goes before it, and whatever of this instance is to survive and is not
     * yet in {@linkplain OperatorContext#keyedState keyed} or {@linkplain OperatorContext#operatorState operator state} is
     * to be put there by the time this returns true. The snapshot may be {@linkplain #onSnapshotAborted given up} between
     * two calls.
     *
     * @param snapshot the number of the snapshot, ascending
     * @param out the main output
     * @return whether the barrier may pass
     * @throws Exception fails the job
     */
    default boolean beforeSnapshot(long snapshot, Output<O> out) throws Exception {
        return true;
    }

    /**
     * A snapshot that this instance has had a part in is complete: it is what the job goes on from if it fails now. Called
     * between two steps of the task, also while a method is being resumed.
     *
     * <p>Told at least once, maybe late, when the barrier of the next one has passed. Numbers ascend; one that a failure
     * kept from being told is covered by the next: a job that goes on from a snapshot tells that one when everything has opened.
     * So whatever is done for a snapshot has to be done for all before it, and may be done again.
     *
     * @param snapshot its number, as in {@link #beforeSnapshot}
     * @throws Exception fails the job
     */
    default void onSnapshotComplete(long snapshot) throws Exception {}

    /**
     * A snapshot was given up, and the job goes on without it. Called as {@link #onSnapshotComplete} is, also for one whose
     * barrier has not come here. Not told when the job fails meanwhile: what an instance has not been told of when it
     * closes is undecided, and its number may come again for another snapshot.
     *
     * @param snapshot its number, as in {@link #beforeSnapshot}
     * @throws Exception fails the job
     */
    default void onSnapshotAborted(long snapshot) throws Exception {}

    /**
     * Tells what is in store for a key, for people who ask why they have not seen it. Called between steps, also while
     * a method is being resumed; looks without touching.
     *
     * @param key the key, of the type that the operator's input is partitioned by where that is known
     * @param hash the key's mixed hash; this instance owns it
     * @return what is outstanding, empty for an operator without windows
     */
    default Optional<Outstanding> outstanding(Object key, int hash) {
        return Optional.empty();
    }

    /**
     * Shows people what it keeps of a key elsewhere than in {@linkplain OperatorContext#keyedState keyed state}, which is
     * shown without that. Called between steps, also while a method is being resumed; looks without touching.
     *
     * @param key the key, as in {@link #outstanding}
     * @param hash the key's mixed hash
     * @param out takes what is told
     */
    default void show(Object key, int hash, Shown out) {}

    /**
     * Tells what it waits for, of what is done elsewhere or still to come, for people who ask why event time or its task does
     * not go on. Called between steps; looks without touching.
     *
     * @return what, in words that follow "it waits for", such as "3 calls to 'score'"; empty unless overridden
     */
    default Optional<String> waitsFor() {
        return Optional.empty();
    }

    /**
     * Tells what has become of the events that were taken in, for the {@linkplain io.millrace.metrics.Ledger ledger}: so that
     * one that is gone is found. Asked between two calls, once behind {@link #onRestored}, and a last time before {@link
     * #close}; looks without touching.
     *
     * @return the account of this instance; empty, unless overridden, where what becomes of events cannot be told
     */
    default Optional<Account> account() {
        return Optional.empty();
    }

    /**
     * Releases what {@link #open} took.
     *
     * @throws Exception is added to the job's failure, or fails it
     */
    default void close() throws Exception {}
}
