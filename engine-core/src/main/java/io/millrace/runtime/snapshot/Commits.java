package io.millrace.runtime.snapshot;

import io.millrace.graph.Graph;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.operator.OperatorException;
import io.millrace.runtime.JobContext;
import io.millrace.runtime.JobControl;
import io.millrace.runtime.Refusals;
import io.millrace.sink.TransactionalSink;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The sinks that commit with snapshots. Immutable. */
public final class Commits {

    /** There are none. */
    public static final Commits NONE = new Commits();

    private final List<SinkCommits<?>> sinks = new ArrayList<>();

    private Commits() {}

    public Commits(Graph graph, JobContext job, JobControl control, SnapshotSetup setup) {
        for (Node node : graph.nodes()) {
            if (node.logic() instanceof NodeLogic.ToSink to && to.sink() instanceof TransactionalSink<?, ?> sink) {
                sinks.add(of(node.label(), sink, graph.serdes(), job, control, setup));
            }
        }
    }

    private static <P> SinkCommits<P> of(
            String name,
            TransactionalSink<?, P> sink,
            SerdeRegistry serdes,
            JobContext job,
            JobControl control,
            SnapshotSetup setup) {
        try {
            Serde<P> serde = serdes.serde(Objects.requireNonNull(sink.preparedType(), "preparedType returned null"));
            return new SinkCommits<>(name, sink, serde, job, control, setup);
        } catch (NoSerdeException e) {
            throw Refusals.missingSerde(name, e);
        } catch (Throwable e) {
            throw new OperatorException(name, null, null, EventTime.NONE, e);
        }
    }

    public List<SinkCommits<?>> sinks() {
        return sinks;
    }

    /** The sinks, for people. */
    List<String> names() {
        return sinks.stream().map(SinkCommits::sink).toList();
    }

    /** That of the sink of that name, or null. */
    public SinkCommits<?> of(String name) {
        return sinks.stream()
                .filter(sink -> sink.sink().equals(name))
                .findFirst()
                .orElse(null);
    }

    public void tell(Consumer<SinkCommits<?>> message) {
        sinks.forEach(message);
    }

    /** The sinks that have not committed a snapshot that is complete. */
    List<String> behind(long snapshot) {
        return sinks.stream()
                .filter(sink -> sink.committed() < snapshot)
                .map(SinkCommits::sink)
                .toList();
    }
}
