package io.millrace.spring.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be said of the engine and its jobs by properties. Whatever is not said is as the engine has it.
 *
 * @param enabled Whether pipelines run at all.
 * @param workers Threads that run tasks, at least 1; one per processor unless said otherwise.
 * @param autoStartup Whether pipelines start with the application.
 * @param parallelism Tasks of a keyed or rebalanced node that was not given a number, from 1 to 128; one per processor unless said otherwise.
 * @param batchSize Events that travel together at most, from 1 to 65,536; 512 unless said otherwise.
 * @param edgeCapacity Batches under way between two tasks at most, from 1 to 65,536; 16 unless said otherwise.
 * @param latency Whether sinks record how long events were under way.
 * @param snapshots Where snapshots are kept, and how often they are taken.
 * @param restart What happens when a job fails.
 * @param pipelines By the name of a pipeline: what is otherwise for it.
 * @param dashboard The page that shows the jobs; it needs io.millrace:millrace-dashboard.
 * @param health How the jobs count for the health of the application; it needs the actuator.
 */
@ConfigurationProperties("millrace")
public record MillraceProperties(
        @DefaultValue("true") boolean enabled,
        Integer workers,
        Boolean autoStartup,
        Integer parallelism,
        Integer batchSize,
        Integer edgeCapacity,
        Boolean latency,
        @NestedConfigurationProperty @DefaultValue SnapshotProperties snapshots,
        @NestedConfigurationProperty @DefaultValue RestartProperties restart,
        @DefaultValue Map<String, JobProperties> pipelines,
        @NestedConfigurationProperty @DefaultValue DashboardProperties dashboard,
        @NestedConfigurationProperty @DefaultValue HealthProperties health) {

    /** Checks all values, so that the first one that is none is told with its property. */
    public MillraceProperties {
        if (workers != null && workers < 1) {
            throw new IllegalArgumentException("millrace.workers: an engine needs at least one worker, not " + workers);
        }
        pipelines = new LinkedHashMap<>(pipelines);
        JobProperties shared =
                new JobProperties(autoStartup, parallelism, batchSize, edgeCapacity, latency, snapshots, restart);
        shared.check("millrace");
        pipelines.forEach((pipeline, own) -> own.over(shared).check("millrace.pipelines." + pipeline));
    }

    /**
     * What holds for a pipeline: what is said of it, and what is said of all where nothing is. Of the directory that is said of
     * all, it has a part of its own.
     *
     * @param pipeline its name
     * @return its properties
     */
    JobProperties of(String pipeline) {
        JobProperties shared = new JobProperties(
                autoStartup, parallelism, batchSize, edgeCapacity, latency, snapshots.inDirectoryOf(pipeline), restart);
        JobProperties own = pipelines.get(pipeline);
        return own == null ? shared : own.over(shared);
    }
}
