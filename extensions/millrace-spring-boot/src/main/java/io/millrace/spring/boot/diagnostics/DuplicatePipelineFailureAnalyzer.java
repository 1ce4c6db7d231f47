package io.millrace.spring.boot.diagnostics;

import io.millrace.spring.boot.DuplicatePipelineException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Two pipelines have one name. */
final class DuplicatePipelineFailureAnalyzer extends AbstractFailureAnalyzer<DuplicatePipelineException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DuplicatePipelineException cause) {
        return new FailureAnalysis(
                "The beans " + String.join(", ", cause.beans()) + " are all a pipeline of the name '" + cause.pipeline()
                        + "'. Snapshots, metrics and properties go by that name.",
                "Give each of them a name of its own in Pipeline.create(...), or leave all but one out.",
                cause);
    }
}
