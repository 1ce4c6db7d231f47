package io.millrace.metrics;

import io.millrace.metrics.JobMetrics.EdgeMetrics;
import io.millrace.metrics.internal.HumanText;
import io.millrace.metrics.internal.TextTable;
import io.millrace.state.time.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a job has done between two looks at it: {@link JobMetrics#since}.
 *
 * @param interval the time between the two
 * @param tasks its tasks, producers first
 * @param operators by how much a second each count of each operator, source and sink has grown, by their names
 * @param edges its edges, each as full as it was at that look at which it was fuller
 */
public record JobRates(
        Duration interval, List<TaskRates> tasks, Map<String, Map<String, Double>> operators, List<EdgeMetrics> edges) {

    /**
     * What one task has done. The shares of the time add up to 1, but for a step that is under way, or a task that has just
     * begun to wait, which say nothing before they end.
     *
     * @param task its name
     * @param nodes what runs in it
     * @param eventsIn the events taken in, a second
     * @param eventsOut the events emitted, a second
     * @param busy the share of the time spent working, from 0 to 1
     * @param idle the share of the time spent waiting for input, and for its turn
     * @param blocked the share of the time spent held back by a consumer, or by an operator that waits
     */
    public record TaskRates(
            String task,
            List<String> nodes,
            double eventsIn,
            double eventsOut,
            double busy,
            double idle,
            double blocked) {

        /** Copies the list. */
        public TaskRates {
            nodes = List.copyOf(nodes);
        }

        /**
         * The share of the time of which the task has not said what it was.
         *
         * @return from 0 to 1
         */
        public double untold() {
            return Math.max(0, 1 - busy - idle - blocked);
        }

        /**
         * The same task, of which more is known.
         *
         * @param share the share of the time that it has been working
         * @return the changed rates
         */
        public TaskRates withBusy(double share) {
            return new TaskRates(task, nodes, eventsIn, eventsOut, share, idle, blocked);
        }
    }

    /** Copies the collections. */
    public JobRates {
        tasks = List.copyOf(tasks);
        operators = Collections.unmodifiableMap(new TreeMap<>(operators));
        edges = List.copyOf(edges);
    }

    static JobRates between(JobMetrics earlier, JobMetrics later) {
        if (!earlier.job().equals(later.job())) {
            throw new IllegalArgumentException("metrics of job '" + later.job() + "' cannot be compared with those of '"
                    + earlier.job() + "'; take two looks at the same job");
        }
        return earlier.attempt() == later.attempt() && isBehind(earlier, later)
                ? of(
                        later,
                        later.uptime().minus(earlier.uptime()),
                        tasks(earlier),
                        earlier.operators(),
                        earlier.edges())
                : of(later, later.uptime(), Map.of(), Map.of(), later.edges());
    }

    /** A later job of the same name has begun anew. */
    private static boolean isBehind(JobMetrics earlier, JobMetrics later) {
        return earlier.uptime().compareTo(later.uptime()) <= 0
                && earlier.edges().size() == later.edges().size();
    }

    private static Map<String, TaskMetrics> tasks(JobMetrics metrics) {
        return metrics.tasks().stream().collect(Collectors.toMap(TaskMetrics::task, Function.identity()));
    }

    private static JobRates of(
            JobMetrics later,
            Duration interval,
            Map<String, TaskMetrics> tasks,
            Map<String, OperatorMetrics> operators,
            List<EdgeMetrics> edges) {
        double seconds = Math.max(Times.nanos(interval), 1) / 1e9;
        Map<String, Map<String, Double>> counts = new TreeMap<>();
        later.operators()
                .forEach((name, operator) ->
                        counts.put(name, rates(Optional.ofNullable(operators.get(name)), operator, seconds)));
        return new JobRates(
                interval,
                later.tasks().stream()
                        .map(task -> rates(Optional.ofNullable(tasks.get(task.task())), task, seconds))
                        .toList(),
                counts,
                fuller(edges, later.edges()));
    }

    private static Map<String, Double> rates(Optional<OperatorMetrics> before, OperatorMetrics after, double seconds) {
        Map<String, Double> rates = new TreeMap<>();
        after.counters().forEach((counter, count) -> {
            long old = before.map(operator -> operator.count(counter)).orElse(0L);
            rates.put(counter, (count - old) / seconds);
        });
        return Collections.unmodifiableMap(rates);
    }

    private static List<EdgeMetrics> fuller(List<EdgeMetrics> earlier, List<EdgeMetrics> later) {
        List<EdgeMetrics> edges = new ArrayList<>();
        for (int i = 0; i < later.size(); i++) {
            edges.add(earlier.get(i).batches() > later.get(i).batches() ? earlier.get(i) : later.get(i));
        }
        return edges;
    }

    private static TaskRates rates(Optional<TaskMetrics> before, TaskMetrics after, double seconds) {
        return new TaskRates(
                after.task(),
                after.nodes(),
                (after.eventsIn() - before.map(TaskMetrics::eventsIn).orElse(0L)) / seconds,
                (after.eventsOut() - before.map(TaskMetrics::eventsOut).orElse(0L)) / seconds,
                share(before.map(TaskMetrics::busy), after.busy(), seconds),
                share(before.map(TaskMetrics::idle), after.idle(), seconds),
                share(before.map(TaskMetrics::blocked), after.blocked(), seconds));
    }

    /** What was begun before the interval counts in it when it ends, which may be more than there is. */
    private static double share(Optional<Duration> before, Duration after, double seconds) {
        return Math.min(1, Times.nanos(after.minus(before.orElse(Duration.ZERO))) / 1e9 / seconds);
    }

    /**
     * The rates of a task.
     *
     * @param task its name
     * @return empty where there is no such task
     */
    public Optional<TaskRates> task(String task) {
        return tasks.stream().filter(each -> each.task().equals(task)).findFirst();
    }

    /**
     * What holds the job up, as far as these rates tell: see {@link io.millrace.Job#bottleneck}, which knows the line of code, too.
     *
     * @return empty where nothing holds it up
     */
    public Optional<Bottleneck> bottleneck() {
        return new BottleneckSearch(this).find();
    }

    @Override
    public String toString() {
        TextTable table = TextTable.withNumbers(1, 6, "task", "in/s", "out/s", "busy", "blocked", "idle");
        tasks.forEach(task -> table.row(
                task.task(),
                HumanText.rate(task.eventsIn()),
                HumanText.rate(task.eventsOut()),
                HumanText.percent(task.busy()),
                HumanText.percent(task.blocked()),
                HumanText.percent(task.idle())));
        return "within " + HumanText.duration(interval) + "\n" + table.text("  ");
    }
}
