package io.millrace.spring.boot.actuate;

import io.millrace.job.JobState;
import io.millrace.metrics.JobMetrics;
import io.millrace.metrics.TaskMetrics;
import io.millrace.snapshot.SnapshotMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job tells about itself, as of now.
 *
 * @param name of its pipeline
 * @param state what it is at
 * @param restarts how often it has been restarted
 * @param uptime how long the current attempt has been there
 * @param late events that came too late
 * @param tasks its tasks, producers first
 * @param counters what operators, sources and sinks count in this attempt, by their names
 * @param snapshots what has become of its snapshots
 */
public record JobDetails(
        String name,
        JobState state,
        int restarts,
        Duration uptime,
        long late,
        List<Task> tasks,
        Map<String, Map<String, Long>> counters,
        Snapshots snapshots) {

    /**
     * A task.
     *
     * @param name its name
     * @param nodes what runs in it
     * @param eventsIn events taken in
     * @param eventsOut events emitted
     * @param busy the time spent working
     * @param idle the time spent waiting for input
     * @param blocked the time spent held back
     * @param watermark the event time reached; null before the first, and at the end
     * @param ended whether event time has come to its end
     * @param heldBy what the watermark waits for; null where that is not known
     */
    public record Task(
            String name,
            List<String> nodes,
            long eventsIn,
            long eventsOut,
            Duration busy,
            Duration idle,
            Duration blocked,
            Instant watermark,
            boolean ended,
            String heldBy) {

        static Task of(TaskMetrics task) {
            boolean ended = task.watermark().filter(Instant.MAX::equals).isPresent();
            return new Task(
                    task.task(),
                    task.nodes(),
                    task.eventsIn(),
                    task.eventsOut(),
                    task.busy(),
                    task.idle(),
                    task.blocked(),
                    ended ? null : task.watermark().orElse(null),
                    ended,
                    task.watermarkHeldBy().orElse(null));
        }
    }

    /**
     * What has become of the snapshots.
     *
     * @param completed how many are safe
     * @param failed how many could not be taken
     * @param latest the latest one; null before the first
     * @param restoredFrom the one that the job went on from; null when it began at the beginning
     * @param latestFailure why the latest one failed; null when it is complete
     */
    public record Snapshots(
            long completed, long failed, SnapshotDetails latest, SnapshotDetails restoredFrom, String latestFailure) {

        static Snapshots of(SnapshotMetrics snapshots) {
            return new Snapshots(
                    snapshots.completed(),
                    snapshots.failed(),
                    snapshots.latest().map(SnapshotDetails::of).orElse(null),
                    snapshots.restored().map(SnapshotDetails::of).orElse(null),
                    snapshots.latestFailure().orElse(null));
        }
    }

    static JobDetails of(JobMetrics metrics) {
        Map<String, Map<String, Long>> counters = new LinkedHashMap<>();
        metrics.operators().forEach((operator, each) -> counters.put(operator, each.counters()));
        return new JobDetails(
                metrics.job(),
                metrics.state(),
                metrics.restarts(),
                metrics.uptime(),
                metrics.late(),
                metrics.tasks().stream().map(Task::of).toList(),
                counters,
                Snapshots.of(metrics.snapshots()));
    }
}
