package io.millrace.host;

import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.operator.OperatorException;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.snapshot.CommitQueue;
import io.millrace.runtime.snapshot.SinkCommits;
import io.millrace.sink.TransactionalSink;
import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Pieces;
import io.millrace.time.EventTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What the writers of the sinks of a task prepare. Confined to its thread. */
final class HostCommits {

    /** Before the number of the snapshot that something was prepared for. */
    private static final String OF_SNAPSHOT = SinkCommits.PREPARED + " ";

    private final List<Queue<?>> queues = new ArrayList<>();
    private final int parallelism;
    private long committed;

    HostCommits(PlannedTask task) {
        parallelism = task.parallelism();
        for (Node node : task.nodes()) {
            if (transactional(node) != null) {
                queues.add(new Queue<>(
                        node.label(), serdeOf(node, task.plan().graph().serdes())));
            }
        }
    }

    /** The sink that a node is, if it commits with snapshots, or null. */
    static TransactionalSink<?, ?> transactional(Node node) {
        return node.logic() instanceof NodeLogic.ToSink to && to.sink() instanceof TransactionalSink<?, ?> sink
                ? sink
                : null;
    }

    /** How what the writers of a sink prepare is written. */
    static Serde<?> serdeOf(Node node, SerdeRegistry serdes) {
        try {
            return serdes.serde(
                    Objects.requireNonNull(transactional(node).preparedType(), "preparedType returned null"));
        } catch (NoSerdeException e) {
            throw Refusals.missingSerde(node.label(), e);
        } catch (RuntimeException e) {
            throw new OperatorException(node.label(), null, null, EventTime.NONE, e);
        }
    }

    CommitQueue<?> of(String sink) {
        return queues.stream()
                .filter(queue -> queue.sink.equals(sink))
                .findFirst()
                .orElse(null);
    }

    void committed(long snapshot) {
        committed = Math.max(committed, snapshot);
    }

    /** What has been prepared for it, and before, is in the hands of the host. */
    void completed(long snapshot) {
        queues.forEach(queue -> queue.prepared.removeIf(each -> each.snapshot() <= snapshot));
    }

    /** What has been prepared for a snapshot, and for those before that were given up. */
    List<Part> upTo(long snapshot, int subtask) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Queue<?> queue : queues) {
            parts.add(new Part(queue.sink, subtask, parallelism, false, queue.upTo(snapshot)));
        }
        return parts;
    }

    /** Whether it was prepared: for a snapshot, or where parts say it for all that are not committed. */
    static boolean isPrepared(Piece piece) {
        return piece.name().equals(SinkCommits.PREPARED) || isOfSnapshot(piece);
    }

    /** Which snapshot it was prepared for; 0 where that is not said. */
    static long snapshotOf(Piece piece) {
        return isOfSnapshot(piece) ? Long.parseLong(piece.name().substring(OF_SNAPSHOT.length())) : 0;
    }

    private static boolean isOfSnapshot(Piece piece) {
        return piece.name().matches(OF_SNAPSHOT + "\\d{1,19}");
    }

    private final class Queue<P> implements CommitQueue<P> {

        private final String sink;
        private final Serde<P> serde;
        private final List<Prepared<P>> prepared = new ArrayList<>();

        private Queue(String sink, Serde<P> serde) {
            this.sink = sink;
            this.serde = serde;
        }

        @Override
        public void prepared(Prepared<P> results) {
            prepared.add(results);
        }

        @Override
        public long committed() {
            return committed;
        }

        private List<Piece> upTo(long snapshot) throws IOException {
            Map<Long, List<P>> taken = new TreeMap<>();
            for (Prepared<P> each : prepared) {
                if (each.snapshot() <= snapshot) {
                    taken.computeIfAbsent(each.snapshot(), unused -> new ArrayList<>())
                            .add(each.results());
                }
            }
            List<Piece> pieces = new ArrayList<>();
            for (Map.Entry<Long, List<P>> each : taken.entrySet()) {
                pieces.add(Pieces.write(OF_SNAPSHOT + each.getKey(), serde, each.getValue()));
            }
            return pieces;
        }
    }
}
