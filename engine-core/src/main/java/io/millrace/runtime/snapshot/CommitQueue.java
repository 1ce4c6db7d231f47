package io.millrace.runtime.snapshot;

/** Where the writers of a sink leave what they have prepared, to be committed with a snapshot. Thread-safe. */
public interface CommitQueue<P> {

    /** From the thread of a writer, ahead of its part of the snapshot. */
    void prepared(Prepared<P> results);

    /** The snapshot up to which all is committed; 0 before the first of this attempt. */
    long committed();

    /** What a writer has prepared for a snapshot. */
    record Prepared<P>(long snapshot, int subtask, P results) {}
}
