package io.millrace.spring.boot.diagnostics;

import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.refusal.JobRefusedException;
import io.millrace.refusal.JobRefusedException.MissingSerdeException;
import io.millrace.refusal.JobRefusedException.NotEnoughMemoryException;
import io.millrace.refusal.JobRefusedException.SnapshotsUnavailableException;
import io.millrace.refusal.JobRefusedException.SourceInUseException;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import java.util.Map;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The engine refuses a job: a pipeline with a mistake in it, snapshots that cannot be used. */
final class JobRefusedFailureAnalyzer extends AbstractFailureAnalyzer<JobRefusedException> {

    private static final Map<Class<? extends JobRefusedException>, String> ACTIONS = Map.of(
            SnapshotsUnavailableException.class,
            "Have millrace.snapshots.directory (or millrace.pipelines.NAME.snapshots.directory) be a directory that this"
                    + " process may write, that has room, and that no other process uses.",
            UnfitSnapshotException.class,
            "Where the pipeline has no use for some state any more, name its operators in"
                    + " millrace.pipelines.NAME.snapshots.allow-dropped-state. Where it is another pipeline, give it a name or"
                    + " a directory of its own.",
            InvalidGraphException.class,
            "Change the bean of the pipeline as each line says.",
            MissingSerdeException.class,
            "Register a serde in the bean of the pipeline: pipeline.serde(Type.class, serde).",
            NotEnoughMemoryException.class,
            "Give the JVM more memory (-Xmx), or lower millrace.parallelism or millrace.edge-capacity.",
            SourceInUseException.class,
            "Make a source of its own for each pipeline, and for each start of it where it takes what is pushed.");

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, JobRefusedException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                ACTIONS.getOrDefault(cause.getClass(), "Change what the description tells, and start again."),
                cause);
    }
}
