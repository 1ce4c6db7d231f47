package io.millrace.runtime.task;

import io.millrace.operator.Batch;
import io.millrace.operator.DeadLetter;
import io.millrace.runtime.schedule.Unit;
import io.millrace.source.Fetch;
import java.util.Collection;
import java.util.List;

/** Where a source task gets its rows: from its readers, or from the thread that fetches for it. Never blocks. */
public interface Feed {

    /** Has the readers opened, if that has not been done; returns whether they are open. */
    boolean open();

    /** Fetches into a portion, which has nothing: the first time, when it has opened, no more than what there is to be read. */
    Fetch fetch(Portion portion) throws Exception;

    /** A barrier passes: has the splits say where they are, behind the last row handed out. */
    void positions(Collection<OpenSplit> splits);

    /** Nanoseconds until there may be more, or {@link Unit#NO_DEADLINE}. */
    long nanosToDeadline();

    /** What was not to be read may be read again. */
    void released();

    /** The job was asked to end, for good or not; returns whether there are rows that have to be fetched nevertheless, until the end. */
    boolean stop(boolean drain);

    /** A snapshot is complete: the readers are told that are open, and closed when it has their end. */
    void snapshotComplete(long snapshot, List<Told> splits);

    /** A snapshot was given up: the readers are told that are open. */
    void snapshotAborted(long snapshot);

    /** Releases the readers; the source has ended, or the job has. */
    void close() throws Exception;

    /** What a snapshot has of a split: where it was, and whether it had ended. */
    record Told(OpenSplit split, Object position, boolean ended) {}

    /** What one fetch brings. */
    final class Portion {

        Batch<Object> rows;
        Fetch outcome;

        /** The split that the rows are of, that has ended, or that may have moved without rows; null when there is nothing. */
        OpenSplit split;

        /** Whether the split has ended behind the rows. */
        boolean ended;

        /** Where the split is, as far as that is told now: else when a barrier passes. */
        Object position;

        /** Those that it has been given. */
        List<OpenSplit> added = List.of();

        /** What has been rejected. */
        List<DeadLetter> rejected = List.of();

        /** Whether these are all that there are at the beginning. */
        boolean begins;

        /** Takes all over that another one has, which has nothing then. */
        void take(Portion other) {
            rows.addAll(other.rows, 0, other.rows.size());
            outcome = other.outcome;
            split = other.split;
            ended = other.ended;
            position = other.position;
            added = other.added;
            rejected = other.rejected;
            begins = other.begins;
            other.rows.clear();
            other.clear();
        }

        void clear() {
            split = null;
            ended = false;
            position = null;
            added = List.of();
            rejected = List.of();
            begins = false;
        }

        boolean bringsNothing() {
            return rows.isEmpty() && split == null && !begins && added.isEmpty() && outcome != Fetch.END;
        }
    }
}
