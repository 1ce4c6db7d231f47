package io.millrace.sink;

import io.millrace.operator.TaskContext;

/** What the engine offers to one writer, or to the committer of a sink. Confined to the thread of that. */
public interface SinkContext extends TaskContext {

    /** The subtask of a committer, of which there is one. */
    int COMMITTER = -1;

    /**
     * Where the snapshots of the job are, for messages about what they do not know.
     *
     * @return such as "the snapshots in /var/job"
     */
    default String snapshots() {
        return "the snapshots of the job";
    }
}
