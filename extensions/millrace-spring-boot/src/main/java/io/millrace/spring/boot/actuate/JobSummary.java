package io.millrace.spring.boot.actuate;

import io.millrace.Job;
import io.millrace.job.JobState;

/**
 * What is said of a job beside others.
 *
 * @param name of its pipeline
 * @param state what it is at
 * @param failure what it has failed with, or null
 */
public record JobSummary(String name, JobState state, String failure) {

    static JobSummary of(Job job) {
        return new JobSummary(
                job.name(),
                job.state(),
                job.failure().map(Throwable::getMessage).orElse(null));
    }
}
