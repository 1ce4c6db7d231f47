package io.millrace.runtime.snapshot;

/** A task as the coordinator knows it: it gives its part of each snapshot, and is told what becomes of it. */
public interface SnapshotParticipant {

    String roleName();

    int subtask();

    int parallelism();

    /** Whether it reads a source, which barriers come from. */
    boolean isSource();

    /** From any thread: has it send a barrier, if it reads a source that has not ended. */
    void requestBarrier(long snapshot);

    /** From any thread: has something done on the thread of the task. */
    void tell(Runnable message);

    /** From any thread: what it waited for may be there. */
    void wake();

    /** On the thread of the task, as are those below: what it has given for earlier snapshots is lost, the next one gets all. */
    void beginChain();

    /** A snapshot is complete, or given up; may be told late, and more than once. */
    void endSnapshot(long snapshot, boolean complete);

    /** The last snapshot is safe, so that nothing keeps the stream from ending. */
    void endStream();
}
