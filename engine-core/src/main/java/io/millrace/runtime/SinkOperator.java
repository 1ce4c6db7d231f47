package io.millrace.runtime;

import io.millrace.edge.StepBudget;
import io.millrace.metrics.LatencyRecorder;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Output;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.time.Clock;

/** Hands rows to the writer of a sink, and records how long they were under way where that is asked for. */
final class SinkOperator implements Operator<Object, Object>, SinkContext {

    private final Sink<Object> sink;
    private final StepBudget budget;
    private final LatencyRecorder latency;
    private OperatorContext context;
    private SinkWriter<Object> writer;

    /** @param latency null when nobody asked for it */
    SinkOperator(Sink<Object> sink, StepBudget budget, LatencyRecorder latency) {
        this.sink = sink;
        this.budget = budget;
        this.latency = latency;
    }

    @Override
    public void open(OperatorContext operatorContext) throws Exception {
        context = operatorContext;
        writer = sink.open(this);
    }

    @Override
    public boolean process(int input, Batch<Object> batch, Output<Object> out) throws Exception {
        writer.write(batch);
        if (latency != null) {
            latency.record(clock().nanos() - budget.ingestedNanos(), batch.size());
        }
        return true;
    }

    @Override
    public boolean onEndOfData(Output<Object> out) throws Exception {
        writer.finish();
        return true;
    }

    @Override
    public void close() throws Exception {
        if (writer != null) {
            writer.close();
        }
    }

    @Override
    public String name() {
        return context.name();
    }

    @Override
    public int subtask() {
        return context.subtask();
    }

    @Override
    public int parallelism() {
        return context.parallelism();
    }

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public Disk disk() {
        return FileDisk.INSTANCE;
    }

    @Override
    public OperatorException failure(Throwable error, Object result, long timestamp) {
        return context.failure(error, null, result, timestamp);
    }
}
