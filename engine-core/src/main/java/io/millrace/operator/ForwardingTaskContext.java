package io.millrace.operator;

import io.millrace.metrics.Metrics;
import io.millrace.state.store.Disk;
import io.millrace.time.Clock;

/** For contexts that add to another one, such as that of a source that reads another source. */
public abstract class ForwardingTaskContext implements TaskContext {

    /** For subclasses. */
    protected ForwardingTaskContext() {}

    /**
     * What answers where nothing else is said.
     *
     * @return the context; not asked for before anything else is
     */
    protected abstract TaskContext task();

    @Override
    public String job() {
        return task().job();
    }

    @Override
    public int attempt() {
        return task().attempt();
    }

    @Override
    public String operator() {
        return task().operator();
    }

    @Override
    public int subtask() {
        return task().subtask();
    }

    @Override
    public int parallelism() {
        return task().parallelism();
    }

    @Override
    public Clock clock() {
        return task().clock();
    }

    @Override
    public Disk disk() {
        return task().disk();
    }

    @Override
    public Metrics metrics() {
        return task().metrics();
    }
}
