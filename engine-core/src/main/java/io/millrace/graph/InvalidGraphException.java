package io.millrace.graph;

import io.millrace.refusal.JobRefusedException;
import java.util.List;

/** A pipeline that cannot be run. The message lists every problem, with the node and the remedy. */
public final class InvalidGraphException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    InvalidGraphException(String pipeline, List<String> problems) {
        super(message(pipeline, problems), null);
    }

    static String message(String pipeline, List<String> problems) {
        return "pipeline '" + pipeline + "' cannot start:\n  - " + String.join("\n  - ", problems);
    }
}
