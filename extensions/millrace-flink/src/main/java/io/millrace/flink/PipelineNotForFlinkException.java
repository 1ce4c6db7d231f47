package io.millrace.flink;

import io.millrace.refusal.JobRefusedException;
import java.util.List;

/** A pipeline, or the way it is to be run, is not for Flink as it is. The message lists every reason, with the node and the remedy. Thrown before anything is submitted. */
public final class PipelineNotForFlinkException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    PipelineNotForFlinkException(String pipeline, List<String> reasons) {
        super("pipeline '" + pipeline + "' cannot run on Flink:\n  - " + String.join("\n  - ", reasons), null);
    }
}
