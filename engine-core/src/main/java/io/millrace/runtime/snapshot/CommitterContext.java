package io.millrace.runtime.snapshot;

import io.millrace.operator.ForwardingTaskContext;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.sink.SinkContext;
import io.millrace.state.store.Disk;

/** What is offered to the committer of a sink, in the engine and in other runtimes. */
public final class CommitterContext extends ForwardingTaskContext implements SinkContext {

    private final TaskInstance instance;
    private final Disk disk;
    private final String snapshots;

    /**
     * Of the committer that an instance stands for.
     *
     * @param snapshots where they are, for messages
     */
    public CommitterContext(TaskInstance instance, Disk disk, String snapshots) {
        this.instance = instance;
        this.disk = disk;
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
    public Disk disk() {
        return disk;
    }

    @Override
    public String snapshots() {
        return snapshots;
    }
}
