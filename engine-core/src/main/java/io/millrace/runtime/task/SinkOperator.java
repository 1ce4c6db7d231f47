package io.millrace.runtime.task;

import io.millrace.edge.StepBudget;
import io.millrace.job.JobState;
import io.millrace.metrics.Account;
import io.millrace.operator.Batch;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Redistribution;
import io.millrace.operator.TaskContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.metrics.MetricSet.Recorded;
import io.millrace.runtime.snapshot.CommitQueue;
import io.millrace.runtime.snapshot.CommitQueue.Prepared;
import io.millrace.runtime.snapshot.SinkCommits;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.serde.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Hands rows to the writer of a sink, and records how long they were under way where that is asked for. */
public final class SinkOperator extends ForwardingTaskContext implements Operator<Object, Object>, SinkContext {

    private final Sink<Object> sink;
    private final StepBudget budget;
    private final Recorded latency;
    private final JobControl control;

    /** Those of this sink; null when it does not commit with snapshots. */
    private final CommitQueue<?> commits;

    private OperatorContext context;
    private SinkWriter<Object> writer;
    private boolean begun;
    private long written;
    private long abandoned;

    /** What the writer does at a barrier. */
    private Preparation prepare = snapshot -> writer.flush();

    /** What the writer does when nothing more is prepared. */
    private Ending abort = () -> {};

    /** Has what was written survive a crash. */
    private interface Preparation {
        void at(long snapshot) throws Exception;
    }

    /** Gives up what would not survive. */
    private interface Ending {
        void run() throws Exception;
    }

    /**
     * @param latency null when nobody asked for it
     * @param commits null when there are none
     */
    public SinkOperator(
            Sink<Object> sink,
            StepBudget budget,
            Recorded latency,
            TaskEnvironment environment,
            CommitQueue<?> commits) {
        this.sink = sink;
        this.budget = budget;
        this.latency = latency;
        this.commits = commits;
        control = environment.control();
    }

    @Override
    @SuppressWarnings("unchecked") // a sink of objects takes them transactionally too
    public void open(OperatorContext operatorContext) throws Exception {
        context = operatorContext;
        if (commits != null) {
            openTransactional((TransactionalSink<Object, Object>) sink, (CommitQueue<Object>) commits);
        } else {
            writer = Objects.requireNonNull(sink.open(this), "open returned null in place of a writer");
        }
    }

    /** All of the job has opened; may be told when rows have come already. */
    void begin() throws Exception {
        if (!begun) {
            begun = true;
            writer.begin();
        }
    }

    /** What has been prepared is in each snapshot until it is committed: a commit may hang while snapshots go on. */
    private <P> void openTransactional(TransactionalSink<Object, P> transactional, CommitQueue<P> committing)
            throws Exception {
        Type<P> type = Objects.requireNonNull(transactional.preparedType(), "preparedType returned null");
        ListState<P> prepared =
                ((StageContext) context).givenAway(new ListSpec<>(SinkCommits.PREPARED, type), Redistribution.UNION);
        TransactionalWriter<Object, P> taking = Objects.requireNonNull(
                transactional.openTransactional(this, prepared.elements()),
                "openTransactional returned null in place of a writer");
        // The committer commits what the snapshot has that the job goes on from, before there is another one.
        prepared.clear();
        writer = taking;
        abort = taking::abort;
        Deque<Long> uncommitted = new ArrayDeque<>();
        prepare = snapshot -> {
            P results = taking.prepare(snapshot);
            long committed = committing.committed();
            Iterator<Long> of = List.copyOf(uncommitted).iterator();
            prepared.removeIf(each -> of.next() <= committed);
            uncommitted.removeIf(each -> each <= committed);
            if (results != null) {
                uncommitted.add(snapshot);
                prepared.add(results);
                committing.prepared(new Prepared<>(snapshot, subtask(), results));
            }
        };
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<Object> out) throws Exception {
        begin();
        prepare.at(snapshot);
        return true;
    }

    @Override
    public void onSnapshotComplete(long snapshot) throws Exception {
        writer.onSnapshotComplete(snapshot);
    }

    @Override
    public void onSnapshotAborted(long snapshot) throws Exception {
        writer.onSnapshotAborted(snapshot);
    }

    @Override
    public boolean process(int input, Batch<Object> batch, Output<Object> out) throws Exception {
        if (control.isAbandoned()) {
            // A function before the sink has returned so late that the next attempt gives these results.
            abandoned += batch.size();
            return true;
        }
        begin();
        int rows = batch.size();
        writer.write(batch);
        written += rows;
        if (latency != null) {
            latency.record(clock().nanos() - budget.ingestedNanos(), batch.size());
        }
        return true;
    }

    @Override
    public boolean onEndOfData(Output<Object> out) throws Exception {
        begin();
        writer.finish();
        return true;
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(Account.gathering().with("written", written).with("left to the next attempt", abandoned));
    }

    @Override
    public void close() throws Exception {
        if (writer != null) {
            try {
                abort.run();
            } finally {
                writer.close();
            }
        }
    }

    @Override
    protected TaskContext task() {
        return context;
    }

    @Override
    public CompletionStage<JobState> jobEnd() {
        return control.jobEnd();
    }

    @Override
    public Throwable jobFailure() {
        return control.failure();
    }

    @Override
    public boolean jobRefused() {
        return control.isRefused();
    }
}
