package io.millrace.source;

import io.millrace.job.JobState;
import io.millrace.refusal.JobRefusedException.SourceInUseException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The job that reads what the application has one of, over all its attempts: one at a time, by one of its operators. Under the lock of whoever has it. */
final class ReadingJob {

    /** Null while there is none. */
    private CompletionStage<JobState> end;

    private String name;
    private String operator;

    /**
     * Lets a reader in.
     *
     * @param otherJob what to say when another job reads, or has read
     * @param otherOperator what to say when another operator of the job does
     * @return whether it is the first one of its job
     * @throws SourceInUseException when there is another one
     */
    boolean admit(SourceContext reader, Supplier<String> otherJob, Supplier<String> otherOperator) {
        boolean first = end == null;
        if (!first && end != reader.jobEnd()) {
            throw refusal(reader, otherJob);
        }
        if (!first && !operator.equals(reader.operator())) {
            throw refusal(reader, otherOperator);
        }
        end = reader.jobEnd();
        name = reader.job();
        operator = reader.operator();
        return first;
    }

    private static SourceInUseException refusal(SourceContext reader, Supplier<String> why) {
        return new SourceInUseException("source '" + reader.operator() + "': " + why.get(), null);
    }

    boolean isThere() {
        return end != null;
    }

    /** Whether the job that is there is the one that ends so. */
    boolean ends(CompletionStage<JobState> by) {
        return end == by;
    }

    /** The latest one's, which is told of when it has left too. */
    String name() {
        return name;
    }

    /** Which operator of it reads. */
    String operator() {
        return operator;
    }

    void leaves() {
        end = null;
    }
}
