package io.millrace.metrics;

import io.millrace.metrics.JobMetrics.EdgeMetrics;
import io.millrace.metrics.JobRates.TaskRates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds what holds a job up. A task is held up by a consumer to which its edge is full while it is blocked for a good part
 * of the time; what is looked for holds others up, and is held up by none. Where nobody is held up, it is the task that has no
 * time left, if there is one.
 */
final class BottleneckSearch {

    /** Less than this is what is usual under load. */
    private static final double BLOCKED = 0.1;

    /** From then on a task has no time left. */
    private static final double FULLY_BUSY = 0.8;

    private final List<TaskRates> tasks;
    private final Map<String, Set<String>> heldUpBy = new HashMap<>();
    private final Map<String, List<EdgeMetrics>> outputs;
    private final Map<String, Double> idle;

    BottleneckSearch(JobRates rates) {
        tasks = rates.tasks();
        outputs = rates.edges().stream().collect(Collectors.groupingBy(EdgeMetrics::from));
        idle = tasks.stream().collect(Collectors.toMap(TaskRates::task, TaskRates::idle));
        tasks.stream().filter(task -> task.blocked() >= BLOCKED).forEach(this::addHeldUp);
    }

    /** By the consumers to which its edges are at least half full, and that have less time to spare than it needs itself. */
    private void addHeldUp(TaskRates task) {
        for (EdgeMetrics edge : outputs.getOrDefault(task.task(), List.of())) {
            boolean isFull = 2 * edge.batches() >= edge.capacity() && edge.batches() > 0;
            if (isFull && 1 - idle.getOrDefault(edge.to(), 0.0) >= task.busy()) {
                heldUpBy.computeIfAbsent(edge.to(), unused -> new TreeSet<>()).add(task.task());
            }
        }
    }

    /** Whether it is blocked though none of its consumers has anything to take: an operator of it waits for something else. */
    private boolean waits(TaskRates task) {
        return task.blocked() >= FULLY_BUSY
                && outputs.getOrDefault(task.task(), List.of()).stream().allMatch(edge -> edge.batches() == 0);
    }

    Optional<Bottleneck> find() {
        Set<String> heldUp = heldUpBy.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        Optional<TaskRates> holding = tasks.stream()
                .filter(task -> heldUpBy.containsKey(task.task()) && !heldUp.contains(task.task()))
                .max(Comparator.comparingDouble(task -> task.busy() + task.blocked() + task.untold()));
        return holding.or(() -> tasks.stream()
                        .filter(task -> task.busy() >= FULLY_BUSY || waits(task))
                        .max(Comparator.comparingDouble(TaskRates::busy)))
                .map(this::bottleneck);
    }

    private Bottleneck bottleneck(TaskRates task) {
        return new Bottleneck(
                task.nodes().isEmpty() ? task.task() : task.nodes().get(0),
                task.task(),
                task.busy(),
                task.blocked(),
                Optional.empty(),
                new ArrayList<>(heldUpBy.getOrDefault(task.task(), Set.of())));
    }
}
