package io.millrace.spring.boot.diagnostics;

import io.millrace.spring.boot.UnknownPipelineException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Properties are about a pipeline that is not there. */
final class UnknownPipelineFailureAnalyzer extends AbstractFailureAnalyzer<UnknownPipelineException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnknownPipelineException cause) {
        String description = cause.getMessage();
        return new FailureAnalysis(
                Character.toUpperCase(description.charAt(0)) + description.substring(1) + ".",
                "Use the name that was given to Pipeline.create(...). One with characters other than letters, digits and"
                        + " hyphens is in brackets: millrace.pipelines.[fraud alerts].parallelism, and in YAML in quotes"
                        + " besides: \"[fraud alerts]\".",
                cause);
    }
}
