package io.millrace.runtime.job;

import io.millrace.metrics.Bottleneck;
import io.millrace.metrics.Bottleneck.Hotspot;
import io.millrace.metrics.JobRates;
import io.millrace.metrics.JobRates.TaskRates;
import io.millrace.metrics.internal.UserFrames;
import io.millrace.runtime.schedule.Scheduler;
import io.millrace.runtime.task.ObservedTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the tasks of a job were seen at in a number of looks at their threads. Confined to whoever looks. */
public final class StackSamples {

    /** A task was in a step. */
    private record Sample(Optional<String> operator, StackTraceElement frame, boolean ofUser) {

        /** A worker that looks for work in vain is in steps, too. */
        boolean isWork() {
            return operator.isPresent() || ofUser;
        }

        String method() {
            String type = frame.getClassName();
            return type.substring(type.lastIndexOf('.') + 1).replace('$', '.').replace("..", ".") + "."
                    + frame.getMethodName();
        }

        String place() {
            return frame.getFileName() == null || frame.getLineNumber() < 0
                    ? method()
                    : method() + "(" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
        }
    }

    private final Map<String, List<Sample>> samples = new HashMap<>();
    private int looks;

    /** Looks at all tasks once. */
    void look(List<? extends ObservedTask> tasks, Scheduler scheduler) {
        looks++;
        for (ObservedTask task : tasks) {
            StackTraceElement[] stack = scheduler.stackOf(task);
            if (stack.length > 0) {
                samples.computeIfAbsent(task.roleName(), unused -> new ArrayList<>())
                        .add(new Sample(task.calling(), UserFrames.first(stack), UserFrames.isIn(stack)));
            }
        }
    }

    /** What holds a job up that had these rates meanwhile. */
    public Optional<Bottleneck> bottleneck(JobRates rates) {
        List<TaskRates> tasks = rates.tasks().stream()
                .map(task -> task.withBusy(Math.min(1, task.busy() + Math.min(task.untold(), inStep(task.task())))))
                .toList();
        return new JobRates(rates.interval(), tasks, rates.operators(), rates.edges())
                .bottleneck()
                .map(this::located);
    }

    private double inStep(String task) {
        return looks == 0 ? 0 : (double) samples.getOrDefault(task, List.of()).size() / looks;
    }

    private Bottleneck located(Bottleneck found) {
        List<Sample> seen = samples.getOrDefault(found.task(), List.of()).stream()
                .filter(Sample::isWork)
                .toList();
        if (seen.isEmpty()) {
            return found;
        }
        String operator = mostFrequent(seen, sample -> sample.operator().orElse(found.operator()));
        String method = mostFrequent(seen, Sample::method);
        List<Sample> inIt =
                seen.stream().filter(sample -> sample.method().equals(method)).toList();
        return found.at(operator, new Hotspot(mostFrequent(inIt, Sample::place), (double) inIt.size() / seen.size()));
    }

    private static String mostFrequent(List<Sample> samples, Function<Sample, String> what) {
        Map<String, Long> counts = samples.stream().collect(Collectors.groupingBy(what, Collectors.counting()));
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }
}
