package io.millrace.examples.portable;

import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.graph.Graph;
import java.time.Duration;

/** Stands in for the engine of an example program: takes the graph, and lets the program go no further. */
@SuppressWarnings("DoNotCallSuggester") // the programs do call it
public final class Tap implements AutoCloseable {

    private Tap() {}

    /** What an example would have run. */
    static final class Started extends RuntimeException {

        private static final long serialVersionUID = 1;

        final transient Graph graph;

        Started(Graph graph) {
            super("started");
            this.graph = graph;
        }
    }

    public static Tap create() {
        return new Tap();
    }

    public Tap stopOnShutdown(Duration patience) {
        return this;
    }

    public io.millrace.Job start(Pipeline pipeline) {
        throw new Started(pipeline.graph());
    }

    public io.millrace.Job start(Pipeline pipeline, JobOptions options) {
        throw new Started(pipeline.graph());
    }

    @Override
    public void close() {}
}
