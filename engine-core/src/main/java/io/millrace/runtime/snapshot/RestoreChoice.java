package io.millrace.runtime.snapshot;

import io.millrace.graph.Graph;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.store.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which snapshot a job goes on from, and whether it fits the job. */
final class RestoreChoice {

    private RestoreChoice() {}

    /**
     * The snapshot to go on from.
     *
     * @param manifests by ascending number
     * @param ownSnapshot whether the job has completed one itself, so that the latest is the one
     * @return empty to begin at the beginning
     */
    static Optional<Manifest> of(Graph graph, Snapshots snapshots, List<Manifest> manifests, boolean ownSnapshot) {
        Optional<Manifest> chosen = snapshots.from() == null || ownSnapshot
                ? manifests.stream().reduce((earlier, later) -> later)
                : Optional.of(named(manifests, snapshots));
        chosen.ifPresent(manifest -> check(graph, snapshots, manifest));
        return chosen;
    }

    private static Manifest named(List<Manifest> manifests, Snapshots snapshots) {
        return manifests.stream()
                .filter(manifest -> snapshots.from().equals(manifest.name()))
                .max(Comparator.comparingLong(Manifest::id))
                .orElseThrow(() -> new UnfitSnapshotException(
                        "there is no snapshot '" + snapshots.from() + "' among the "
                                + snapshots.where() + "; there are "
                                + manifests.stream()
                                        .map(Manifest::name)
                                        .filter(name -> name != null)
                                        .toList(),
                        null));
    }

    private static void check(Graph graph, Snapshots snapshots, Manifest chosen) {
        String what = "the " + snapshots.where() + " belong to ";
        if (!chosen.job().equals(graph.name())) {
            throw new UnfitSnapshotException(
                    what + "job '" + chosen.job() + "', not to '" + graph.name()
                            + "'; use another directory, or give the pipeline its name back",
                    null);
        }
        if (!chosen.labels().equals(snapshots.labels())) {
            throw new UnfitSnapshotException(
                    what + "a job with the labels " + chosen.labels() + ", not " + snapshots.labels()
                            + "; use another directory",
                    null);
        }
        Set<String> left = new TreeSet<>(new RestorePlan(chosen).operators());
        left.removeAll(StateLabels.of(graph).values());
        left.removeAll(snapshots.droppable());
        left.removeIf(StateLabels::isDerived);
        if (!left.isEmpty()) {
            throw new UnfitSnapshotException(
                    "snapshot " + chosen.id() + " of job '" + graph.name()
                            + "' has state of operators that the pipeline does not have: " + left
                            + "; give them their names back, or let their state go with allowDroppedState(\""
                            + String.join("\", \"", left) + "\")",
                    null);
        }
    }
}
