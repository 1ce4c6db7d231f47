package io.millrace.host;

import io.millrace.graph.Graph;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.runtime.snapshot.RestorePlan;
import io.millrace.runtime.snapshot.RestoredState;
import io.millrace.runtime.snapshot.StateLabels;
import io.millrace.runtime.snapshot.TaskRestore;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.FileRef;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Manifest.Part;
import io.millrace.state.store.Manifest.TaskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What tasks give to a snapshot that is not keyed, as bytes, and what is made of those of all tasks. */
final class HostedState {

    private static final String TASK = "task";
    private static final String SUBTASK = "subtask";
    private static final String PARALLELISM = "parallelism";

    /** Before the label of an operator: how far event time has come for it. */
    private static final String REACHED = "reached ";

    private HostedState() {}

    /** What one task has. */
    static byte[] bytes(PlannedTask task, int subtask, long snapshot, List<Part> parts, Map<String, Long> reached)
            throws IOException {
        String job = task.plan().graph().name();
        Map<String, String> labels = new TreeMap<>();
        labels.put(TASK, task.label());
        labels.put(SUBTASK, Integer.toString(subtask));
        labels.put(PARALLELISM, Integer.toString(task.parallelism()));
        reached.forEach((operator, time) -> labels.put(REACHED + operator, time.toString()));
        return new Manifest(snapshot, null, job, labels, Instant.EPOCH, false, parts, List.of()).bytes();
    }

    static Manifest read(byte[] bytes) {
        try {
            return Manifest.read(Objects.requireNonNull(bytes, "what a task gave to a snapshot"), "what a task gave");
        } catch (IOException e) {
            throw new UnfitSnapshotException(SafeText.message(e), e);
        }
    }

    /** The parts of an operator among what tasks gave. */
    static List<Part> partsOf(String operator, Iterable<byte[]> given) {
        List<Part> parts = new ArrayList<>();
        for (byte[] bytes : given) {
            read(bytes).parts().stream()
                    .filter(part -> part.operator().equals(operator))
                    .forEach(parts::add);
        }
        return parts;
    }

    /** What a task goes on from. */
    static RestoredState of(PlannedTask task, Iterable<byte[]> given, Iterable<? extends InputStream> groups) {
        Graph graph = task.plan().graph();
        List<Manifest> all = new ArrayList<>();
        given.forEach(bytes -> all.add(read(bytes)));
        check(task, all);
        long snapshot = all.get(0).id();
        List<Part> parts = new ArrayList<>();
        Map<String, Long> reached = new TreeMap<>();
        Set<String> keyed = new TreeSet<>();
        for (Manifest each : all) {
            parts.addAll(each.parts());
            each.labels().forEach((label, value) -> {
                if (label.startsWith(REACHED)) {
                    String operator = label.substring(REACHED.length());
                    reached.merge(operator, Long.valueOf(value), Math::max);
                    keyed.add(operator);
                }
            });
        }
        checkOperators(task, parts, keyed);
        FileRef file = new FileRef(snapshot, "groups", 0, 0);
        RestorePlan plan = new RestorePlan(new Manifest(
                snapshot,
                null,
                graph.name(),
                Map.of(),
                Instant.EPOCH,
                false,
                parts,
                List.of(new TaskFiles(List.copyOf(keyed), 0, 1, List.of(file)))));
        RestoredState state = new RestoredState(plan, (operators, range) -> files(groups, snapshot), operator -> false);
        Map<Integer, String> labels = StateLabels.of(graph);
        labels.forEach((node, label) -> {
            if (reached.containsKey(label)) {
                state.reached(node, reached.get(label));
            }
        });
        return state;
    }

    /** Those of other tasks that have state among what tasks of its label gave; not what no operator has the name of any more. */
    static Set<String> moved(PlannedTask task, Iterable<byte[]> given) {
        Set<String> operators = new TreeSet<>();
        for (byte[] bytes : given) {
            Manifest manifest = read(bytes);
            if (task.label().equals(manifest.labels().get(TASK))) {
                operators.addAll(withState(manifest.parts()));
            }
        }
        Map<Integer, String> labels = StateLabels.of(task.plan().graph());
        operators.retainAll(labels.values());
        task.nodes().stream()
                .map(node -> labels.get(node.id()))
                .filter(Objects::nonNull)
                .forEach(operators::remove);
        operators.removeIf(StateLabels::isDerived);
        return operators;
    }

    private static Set<String> withState(List<Part> parts) {
        return parts.stream()
                .filter(part -> !part.pieces().isEmpty())
                .map(Part::operator)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What an operator had is not to be lost because it has another name now. */
    private static void checkOperators(PlannedTask task, List<Part> parts, Set<String> keyed) {
        Set<String> left = new TreeSet<>(keyed);
        left.addAll(withState(parts));
        left.removeAll(StateLabels.of(task.plan().graph()).values());
        left.removeIf(StateLabels::isDerived);
        if (!left.isEmpty()) {
            throw unfit(
                    task,
                    "there is state of operators that the pipeline does not have: " + left
                            + ": give them their names back");
        }
    }

    private static TaskRestore.Files files(Iterable<? extends InputStream> groups, long snapshot) {
        Iterator<? extends InputStream> streams = groups.iterator();
        return () -> streams.hasNext() ? GroupFiles.reader(streams.next(), snapshot) : null;
    }

    private static void check(PlannedTask task, List<Manifest> all) {
        Set<Long> snapshots = new TreeSet<>();
        Map<String, Set<String>> subtasks = new TreeMap<>();
        Map<String, String> parallelism = new TreeMap<>();
        String job = task.plan().graph().name();
        for (Manifest each : all) {
            if (!each.job().equals(job)) {
                throw unfit(
                        task,
                        "they belong to job '" + each.job() + "', not to '" + job
                                + "': give the pipeline its name back");
            }
            snapshots.add(each.id());
            String name = each.labels().get(TASK);
            if (name == null
                    || !subtasks.computeIfAbsent(name, unused -> new TreeSet<>())
                            .add(each.labels().get(SUBTASK))) {
                throw unfit(task, "one of a task '" + name + "' comes twice, or is no such thing");
            }
            parallelism.put(name, each.labels().get(PARALLELISM));
        }
        if (snapshots.size() != 1) {
            throw unfit(task, "they are of snapshots " + snapshots + ", in place of one");
        }
        subtasks.forEach((name, seen) -> {
            if (!Integer.toString(seen.size()).equals(parallelism.get(name))) {
                throw unfit(task, "of the " + parallelism.get(name) + " tasks '" + name + "' there are only " + seen);
            }
        });
    }

    private static UnfitSnapshotException unfit(PlannedTask task, String problem) {
        return new UnfitSnapshotException(
                "task '" + task.name() + "' cannot go on from what tasks gave to a snapshot: " + problem
                        + "; give it that of all tasks of its name, as they gave it to one snapshot",
                null);
    }
}
