package io.millrace.spring.boot;

import io.millrace.JobOptions;
import io.millrace.Pipeline;

/**
 * Has a say in how a pipeline runs, after the properties: a bean of this type is asked each time that a job is started, in
 * the order of {@code @Order} where there are several. For listeners, and snapshots in a store of one's own, say.
 */
@FunctionalInterface
public interface JobOptionsCustomizer {

    /**
     * Changes the options of a job.
     *
     * @param pipeline what is to run
     * @param options as they are so far
     * @return the options that it is to run with, not null
     */
    JobOptions customize(Pipeline pipeline, JobOptions options);
}
