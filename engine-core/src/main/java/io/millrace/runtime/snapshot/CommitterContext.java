package io.millrace.runtime.snapshot;

import io.millrace.operator.ForwardingTaskContext;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.sink.SinkContext;

/** What is offered to the committer of a sink, in the engine and in other runtimes. */
public final class CommitterContext extends ForwardingTaskContext implements SinkContext {

    private final TaskInstance instance;
    private final String snapshots;

    /**
     * Of the committer that an instance stands for.
     *
     * @param snapshots where they are, for messages
     */
    public CommitterContext(TaskInstance instance, String snapshots) {
        this.instance = instance;
        this.snapshots = snapshots;
    }

    @Override
    protected TaskInstance task() {
        return instance;
    }

    @Override
    public MetricSet metrics() {
        return instance.metrics();
    }

    @Override
    public String snapshots() {
        return snapshots;
    }
}
