package io.millrace.runtime.snapshot;

import io.millrace.graph.Graph;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.JobRefusedException.SnapshotsUnavailableException;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.SnapshotStore;
import java.lang.System.Logger;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The snapshots of a job, over all its attempts. */
public final class JobSnapshots {

    private static final Logger LOG = System.getLogger("io.millrace.runtime");

    private final Graph graph;
    private final Snapshots options;
    private final SnapshotStore store;

    private JobSnapshots(Graph graph, Snapshots options, SnapshotStore store) {
        this.graph = graph;
        this.options = options;
        this.store = store;
    }

    public static JobSnapshots open(Graph graph, Snapshots options) {
        try {
            SnapshotStore store =
                    Objects.requireNonNull(options.open(), "open of the place returned null in place of a store");
            return new JobSnapshots(graph, options, new GuardedStore(store, options.where()));
        } catch (Throwable e) {
            throw unavailable(graph, "cannot use its " + options.where(), e);
        }
    }

    /**
     * How the next attempt takes them, and what it goes on from.
     *
     * @param ownSnapshot whether the job has completed one itself, so that the latest is the one to go on from
     */
    public SnapshotSetup next(boolean ownSnapshot, SnapshotMeter meter) {
        try {
            List<Manifest> manifests = ownSnapshot ? store.latest().stream().toList() : store.manifests();
            Optional<Manifest> restored = RestoreChoice.of(graph, options, manifests, ownSnapshot);
            long nextId = manifests.isEmpty()
                    ? 1
                    : manifests.get(manifests.size() - 1).id() + 1;
            return new SnapshotSetup(options, store, restored, store.beginAttempt(), nextId, meter);
        } catch (JobRefusedException e) {
            throw e;
        } catch (Throwable e) {
            throw unavailable(graph, "cannot go on from its " + options.where(), e);
        }
    }

    private static SnapshotsUnavailableException unavailable(Graph graph, String problem, Throwable cause) {
        return new SnapshotsUnavailableException(
                "job '" + graph.name() + "' " + problem + ": " + SafeText.message(cause), cause);
    }

    public Snapshots options() {
        return options;
    }

    /**
     * Closes the store.
     *
     * @param first what the job has failed with, if it could not start: more is told with that
     */
    public void close(Optional<Throwable> first) {
        try {
            store.close();
        } catch (Exception | Error e) {
            // Whatever it is, the job has to end.
            first.ifPresentOrElse(
                    error -> SafeText.suppress(error, e),
                    () -> LOG.log(
                            Logger.Level.WARNING,
                            "job " + graph.name() + ": the store of its " + options.where() + " cannot be closed: "
                                    + SafeText.message(e)));
        }
    }
}
