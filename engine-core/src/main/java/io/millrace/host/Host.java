package io.millrace.host;

import io.millrace.operator.Batch;
import io.millrace.runtime.schedule.HelperThreads;
import io.millrace.source.SplitFinder;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.state.table.KeyedStore;
import io.millrace.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * What a runtime offers to a {@link HostedTask}, and takes from it. Called on the thread that drives the task, but for
 * {@link #wake}, and {@link #splits} of a source that blocks. What a method throws fails the task.
 */
public interface Host {

    /**
     * Takes rows that leave the task; hands them on, or copies them: the batch is used again.
     *
     * @param exit by which they leave, see {@link PlannedTask#exits}
     * @param rows not empty; where the exchange is by key, each has the hash of its key, whose {@linkplain
     *     io.millrace.state.table.KeyGroups#groupOf group} says which task has to get it
     */
    void rows(int exit, Batch<Object> rows);

    /**
     * Takes a watermark that leaves the task, behind the rows that came before; to be told to every task behind the exit. It
     * ends the idleness of the exit, even if it is the same as before.
     *
     * @param exit by which it leaves
     * @param timestamp epoch milliseconds, or {@link io.millrace.time.EventTime#MAX} when no more events are to come
     */
    void watermark(int exit, long timestamp);

    /**
     * Is told that an exit is idle until its next row or watermark, or {@link #active}: not to be waited for.
     *
     * @param exit which it is
     */
    void idle(int exit);

    /**
     * Is told that an exit is not idle any more, though neither a row nor a watermark has left: event time stays where it is
     * until more is told.
     *
     * @param exit which it is
     */
    void active(int exit);

    /**
     * Is told that no more rows leave by an exit.
     *
     * @param exit which it is
     */
    void endOfData(int exit);

    /**
     * Whether whoever is behind the exits keeps up. While they do not, the task does not go on with what can emit much, and
     * a call is not done; so this has to become true again by itself.
     *
     * @return whether there is room for some more rows
     */
    boolean hasRoom();

    /** Has {@link HostedTask#resume}, or {@link HostedTask#poll}, called soon. By any thread, at any time; not to wait for anything. */
    void wake();

    /**
     * The clock that the task goes by.
     *
     * @return always the same one
     */
    Clock clock();

    /**
     * The disk that sinks write to.
     *
     * @return the disk of the machine unless overridden
     */
    default Disk disk() {
        return FileDisk.INSTANCE;
    }

    /**
     * Which attempt at the job it is: of two attempts the later one has the higher number, over all processes.
     *
     * @return a number from 1 on; 1 unless overridden
     */
    default int attempt() {
        return 1;
    }

    /**
     * Whether snapshots are taken. Without them no state needs to be written, and transactional sinks are not
     * transactional.
     *
     * @return true unless overridden
     */
    default boolean takesSnapshots() {
        return true;
    }

    /**
     * Where what an operator declares by {@link io.millrace.state.KeyedState#state} is kept, if not on the heap: the states of keyed
     * processes. What it keeps in tables, as windows and joins do, and timers stay on the heap, and so do, for each key of a state
     * with a {@link io.millrace.state.Ttl}, when it was last used and the timer for its end.
     *
     * <p>Called when the operator opens. A snapshot that was taken with a store cannot be gone on with without one, nor the other
     * way round.
     *
     * @param operator the label of the operator in snapshots
     * @return a store for this operator of this task alone; none unless overridden
     */
    default Optional<KeyedStore> keyedStore(String operator) {
        return Optional.empty();
    }

    /**
     * What finds the splits that the source task of one subtask is to read. Where there are several subtasks, each split
     * must be found for one of them alone; those that are {@code known} to the finder are in the snapshot, and are dealt
     * already. It has to go on telling every id in {@code known} for as long as the finder of all tells it, whosever it is: a
     * split that has ended and is not told any more is forgotten, and read again when it is told later.
     *
     * <p>Called at the first poll, and the finder too; on the thread that fetches where the source blocks.
     *
     * @param all finds all splits of the source; the host closes it, unless it is returned
     * @param subtask whose splits are to be found
     * @param parallelism how many there are
     * @return the finder of this subtask; {@code all} unless overridden, which is refused for several subtasks
     */
    default SplitFinder splits(SplitFinder all, int subtask, int parallelism) {
        if (parallelism > 1) {
            throw new UnsupportedOperationException(
                    "the host does not divide the splits of a source: override Host.splits, or give the source one task");
        }
        return all;
    }

    /**
     * Makes threads for what operators of the task do that blocks, see {@link
     * io.millrace.operator.OperatorContext#executor}.
     *
     * @param name whose they are, for the names of the threads
     * @param most how many threads there may be
     * @return daemon threads unless overridden, virtual ones where the JDK has them, which end with the operator; whatever
     *     else is returned is not closed
     */
    default Executor executor(String name, int most) {
        return HelperThreads.of(name, most, HelperThreads.daemons());
    }

    /**
     * Makes the threads of sources that block while they read, one each.
     *
     * @return makes daemon threads unless overridden
     */
    default ThreadFactory threads() {
        return loop -> {
            Thread thread = new Thread(loop, "millrace-fetch");
            thread.setDaemon(true);
            return thread;
        };
    }
}
