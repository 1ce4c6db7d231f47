package io.millrace.runtime.task;

import io.millrace.operator.Batch;
import io.millrace.runtime.schedule.Unit;
import io.millrace.source.Fetch;

/** Where a source task gets its rows: from a reader, or from the thread that fetches for it. Never blocks. */
public interface Feed {

    /** Has the reader opened, if that has not been done; returns whether it is open. */
    boolean open();

    Fetch fetch(Batch<Object> batch) throws Exception;

    /** The position behind the last row handed out, or null. */
    Object position();

    /** Nanoseconds until there may be more, or {@link Unit#NO_DEADLINE}. */
    long nanosToDeadline();

    /** The job was asked to end; returns whether there are rows that have to be fetched nevertheless, until the end. */
    boolean stop();

    /** A snapshot is complete, or given up: the reader is told, if it is open. */
    void snapshotEnded(long snapshot, boolean complete);

    /** Releases the reader; the source has ended, or the job has. */
    void close() throws Exception;
}
