package io.millrace.host;

import io.millrace.graph.Node;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.TaskInstance;
import io.millrace.runtime.snapshot.CommitterContext;
import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import io.millrace.sink.TransactionalSink;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Serde;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.Piece;
import io.millrace.state.store.Pieces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The committer of a transactional sink, of which there is one for all writers. Used by one thread at a time, which may be
 * another one than those that drive tasks. What a method throws is a failure of the attempt.
 *
 * @param <P> what the writers prepare
 */
public final class HostedCommitter<P> implements AutoCloseable {

    private final String sink;
    private final Serde<P> serde;
    private final CommitterContext context;
    private final Committer<P> committer;

    /** The highest snapshot of which all has been committed. */
    private long committed;

    private HostedCommitter(Plan plan, Node node, TransactionalSink<?, P> description, Serde<P> serde, Host host) {
        sink = node.label();
        this.serde = serde;
        context = new CommitterContext(
                new TaskInstance(
                        plan.graph().name(), host.attempt(), sink, SinkContext.COMMITTER, 1, host.clock(), host.disk()),
                "the snapshots of the job");
        try {
            committer =
                    Objects.requireNonNull(description.committer(context), "committer returned null in place of one");
        } catch (Throwable e) {
            throw Refusals.ofSink(sink, e, () -> context.failure(e));
        }
    }

    /**
     * Opens the committers of a plan, one for each transactional sink.
     *
     * @param plan has the sinks
     * @param host what they work with: its clock, disk and attempt
     * @return the committers, each of which has to {@linkplain #recover recover}
     */
    public static List<HostedCommitter<?>> of(Plan plan, Host host) {
        List<HostedCommitter<?>> committers = new ArrayList<>();
        for (Node node : plan.graph().nodes()) {
            if (HostCommits.transactional(node) != null) {
                try {
                    committers.add(open(plan, node, host));
                } catch (Throwable e) {
                    committers.forEach(committer -> closeAfter(e, committer));
                    throw e;
                }
            }
        }
        return List.copyOf(committers);
    }

    /**
     * Opens the committer of one transactional sink.
     *
     * @param plan has the sink
     * @param sink its name, which is among what {@link PlannedTask#committing} of a task says
     * @param host what it works with: its clock, disk and attempt
     * @return the committer, which has to {@linkplain #recover recover}
     * @throws IllegalArgumentException when the plan has no such sink
     */
    public static HostedCommitter<?> of(Plan plan, String sink, Host host) {
        return plan.graph().nodes().stream()
                .filter(node -> node.label().equals(sink) && HostCommits.transactional(node) != null)
                .findFirst()
                .map(node -> open(plan, node, host))
                .orElseThrow(() -> new IllegalArgumentException("the plan has no transactional sink '" + sink + "'"));
    }

    private static void closeAfter(Throwable failure, HostedCommitter<?> committer) {
        try {
            committer.close();
        } catch (Throwable e) {
            SafeText.suppress(failure, e);
        }
    }

    @SuppressWarnings("unchecked") // the serde is of what the sink says that it prepares
    private static HostedCommitter<Object> open(Plan plan, Node node, Host host) {
        return new HostedCommitter<>(
                plan,
                node,
                (TransactionalSink<Object, Object>) HostCommits.transactional(node),
                (Serde<Object>) HostCommits.serdeOf(node, plan.graph().serdes()),
                host);
    }

    /**
     * Whose it is.
     *
     * @return the name of the sink
     */
    public String sink() {
        return sink;
    }

    /**
     * Commits what has been prepared for the snapshot that the job goes on from, and may have been committed; gives up what has
     * been prepared since. Once, ahead of the first {@link #commit}, at a first start too.
     *
     * @param parts what {@link HostedSnapshot#parts} of all tasks gave to the snapshot; or, where the host has kept it until it was
     *     committed, what {@link HostedSnapshot#prepared} gave to it and to those before, in any order. Empty at a first start
     */
    public void recover(Iterable<byte[]> parts) {
        try {
            committer.recover(results(parts));
        } catch (Throwable e) {
            throw Refusals.ofSink(sink, e, () -> context.failure(e));
        }
    }

    /**
     * Commits what has been prepared for a snapshot that is complete. Then the tasks are told, see {@link
     * HostedTask#committed}, not before this has returned. What comes twice, since a task was told too late, or not at all, that a snapshot is
     * complete, is committed once.
     *
     * @param snapshot its number
     * @param prepared what {@link HostedSnapshot#prepared} of all tasks gave to it, and maybe to those before
     */
    public void commit(long snapshot, Iterable<byte[]> prepared) {
        try {
            committer.commit(snapshot, results(prepared));
            committed = Math.max(committed, snapshot);
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    /**
     * Tells that a snapshot was given up; what has been prepared for it is in the next one.
     *
     * @param snapshot its number
     */
    public void aborted(long snapshot) {
        try {
            committer.onSnapshotAborted(snapshot);
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    private List<P> results(Iterable<byte[]> given) throws IOException {
        List<Prepared> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Part part : HostedState.partsOf(sink, given)) {
            for (Piece piece : part.pieces()) {
                long snapshot = HostCommits.snapshotOf(piece);
                boolean isNew = snapshot == 0 || (snapshot > committed && seen.add(snapshot + "/" + part.subtask()));
                if (HostCommits.isPrepared(piece) && isNew) {
                    all.add(new Prepared(snapshot, part.subtask(), piece));
                }
            }
        }
        all.sort(Comparator.comparingLong(Prepared::snapshot).thenComparingInt(Prepared::subtask));
        List<P> results = new ArrayList<>();
        for (Prepared each : all) {
            results.addAll(Pieces.read(sink, each.piece(), serde));
        }
        return results;
    }

    @Override
    public void close() {
        try {
            context.metrics().settle();
            committer.close();
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    /** What a writer has prepared for a snapshot. */
    private record Prepared(long snapshot, int subtask, Piece piece) {}
}
