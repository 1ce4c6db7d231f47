package io.millrace.spring.boot;

import io.millrace.JobOptions;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be said of one pipeline. Null is what was not said.
 *
 * @param autoStartup Whether it starts with the application.
 * @param parallelism Tasks of a keyed or rebalanced node that was not given a number, from 1 to 128.
 * @param batchSize Events that travel together at most, from 1 to 65,536.
 * @param edgeCapacity Batches under way between two tasks at most, from 1 to 65,536.
 * @param latency Whether sinks record how long events were under way.
 * @param snapshots Where snapshots are kept, and how often they are taken.
 * @param restart What happens when the job fails.
 */
public record JobProperties(
        Boolean autoStartup,
        Integer parallelism,
        Integer batchSize,
        Integer edgeCapacity,
        Boolean latency,
        @NestedConfigurationProperty @DefaultValue SnapshotProperties snapshots,
        @NestedConfigurationProperty @DefaultValue RestartProperties restart) {

    JobProperties over(JobProperties shared) {
        return new JobProperties(
                Said.first(autoStartup, shared.autoStartup),
                Said.first(parallelism, shared.parallelism),
                Said.first(batchSize, shared.batchSize),
                Said.first(edgeCapacity, shared.edgeCapacity),
                Said.first(latency, shared.latency),
                snapshots.over(shared.snapshots),
                restart.over(shared.restart));
    }

    boolean startsWithTheApplication() {
        return Said.or(autoStartup, true);
    }

    JobOptions options() {
        JobOptions options = JobOptions.defaults().withRestart(restart.restart());
        options = Said.apply(options, parallelism, JobOptions::withParallelism);
        options = Said.apply(options, batchSize, JobOptions::withBatchSize);
        options = Said.apply(options, edgeCapacity, JobOptions::withEdgeCapacity);
        if (Said.or(latency, false)) {
            options = options.withLatency();
        }
        return snapshots.snapshots().map(options::withSnapshots).orElse(options);
    }

    /** Throws what is wrong with a value, which the engine tells when it gets it. */
    void check(String prefix) {
        try {
            JobOptions unused = options();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(prefix + ": " + e.getMessage(), e);
        }
    }
}
