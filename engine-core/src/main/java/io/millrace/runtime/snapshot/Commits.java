package io.millrace.runtime.snapshot;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.operator.ForwardingTaskContext;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Redistribution;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.metrics.JobMeter;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.TransactionalSink;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.store.Disk;
import io.millrace.state.store.Manifest;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The committers of the sinks that take part in snapshots. Confined to the coordinator's thread. */
public final class Commits {

    /** The operator state that prepared results are in. */
    public static final String PREPARED = "prepared";

    private final JobContext job;
    private final JobMeter meter;

    /** What messages call the snapshots. */
    private final String where;

    private final List<SinkCommits<?>> sinks = new ArrayList<>();

    public Commits(Graph graph, JobContext job, JobMeter meter, String where) {
        this.job = job;
        this.meter = meter;
        this.where = where;
        for (Node node : graph.nodes()) {
            if (node.logic() instanceof NodeLogic.ToSink to && to.sink() instanceof TransactionalSink<?, ?> sink) {
                sinks.add(of(node.label(), sink, graph.serdes()));
            }
        }
    }

    private <P> SinkCommits<P> of(String name, TransactionalSink<?, P> sink, SerdeRegistry serdes) {
        try {
            return new SinkCommits<>(
                    name,
                    sink,
                    serdes.serde(Objects.requireNonNull(sink.preparedType(), "preparedType returned null")),
                    new CommitContext(name));
        } catch (NoSerdeException e) {
            throw Refusals.missingSerde(name, e);
        } catch (Throwable e) {
            throw new OperatorException(name, null, null, EventTime.NONE, e);
        }
    }

    public boolean isEmpty() {
        return sinks.isEmpty();
    }

    /** The sinks, for people. */
    List<String> names() {
        return sinks.stream().map(sink -> sink.name).toList();
    }

    void recover(RestorePlan plan) {
        for (SinkCommits<?> sink : sinks) {
            sink.recover(plan);
        }
    }

    void commit(Manifest manifest) {
        RestorePlan plan = new RestorePlan(manifest);
        for (SinkCommits<?> sink : sinks) {
            sink.commit(plan);
        }
    }

    public void close() throws Exception {
        Exception failure = null;
        for (SinkCommits<?> sink : sinks) {
            try {
                sink.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e;
                } else {
                    SafeText.suppress(failure, e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static final class SinkCommits<P> {

        private final String name;
        private final TransactionalSink<?, P> sink;
        private final Serde<P> serde;
        private final CommitContext context;
        private Committer<P> committer;

        private SinkCommits(String name, TransactionalSink<?, P> sink, Serde<P> serde, CommitContext context) {
            this.name = name;
            this.sink = sink;
            this.serde = serde;
            this.context = context;
        }

        private void recover(RestorePlan plan) {
            try {
                committer = Objects.requireNonNull(sink.committer(context), "committer returned null in place of one");
                committer.recover(prepared(plan));
            } catch (Throwable e) {
                throw new CommitFailedException(Refusals.ofSink(name, e, () -> context.failure(e)));
            }
        }

        private void commit(RestorePlan plan) {
            try {
                committer.commit(prepared(plan));
            } catch (Throwable e) {
                throw new CommitFailedException(context.failure(e));
            }
        }

        private List<P> prepared(RestorePlan plan) throws IOException {
            return plan.of(name, 0, 1).elements(PREPARED, serde, Redistribution.UNION);
        }

        private void close() {
            context.metrics().settle();
            try {
                if (committer != null) {
                    committer.close();
                }
            } catch (Throwable e) {
                throw context.failure(e);
            }
        }
    }

    private final class CommitContext extends ForwardingTaskContext implements SinkContext {

        private final TaskInstance instance;

        private CommitContext(String name) {
            instance = job.instance(name, 0, 1);
            meter.add(instance.metrics());
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
            return job.disk();
        }

        @Override
        public String snapshots() {
            return where;
        }
    }

    /** A sink could not commit a snapshot that is complete: the attempt is over, and the next one has to commit it. */
    static final class CommitFailedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        CommitFailedException(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
