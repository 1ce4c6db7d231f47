package io.millrace;

import io.millrace.function.SupplierFn;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A pipeline by the function that builds it, for what has to be built again in another JVM, or cannot be serialized as it
 * is. It knows the text of the graph, and gives no pipeline that has another. Immutable.
 *
 * <pre>{@code
 * PipelineRef ref = PipelineRef.of(() -> Counts.pipeline("/data/in", "/data/out"));
 * }</pre>
 */
public final class PipelineRef implements Serializable {

    private static final long serialVersionUID = 1;

    private final SupplierFn<Pipeline> builder;
    private final String text;

    private PipelineRef(SupplierFn<Pipeline> builder, String text) {
        this.builder = builder;
        this.text = text;
    }

    /**
     * Builds a pipeline, to know its graph.
     *
     * @param builder builds the same pipeline wherever it is called; what it captures has to be serializable
     * @return what builds the pipeline again
     * @throws IllegalStateException when the function fails
     */
    public static PipelineRef of(SupplierFn<Pipeline> builder) {
        return new PipelineRef(builder, built(builder).graph().text());
    }

    /**
     * Builds the pipeline again.
     *
     * @return the pipeline
     * @throws IllegalStateException when the function fails, or the graph is another one than it was
     */
    public Pipeline pipeline() {
        Pipeline pipeline = built(builder);
        String now = pipeline.graph().text();
        if (!now.equals(text)) {
            throw new IllegalStateException("pipeline '" + pipeline.name() + "' has been built otherwise than it was: "
                    + difference(text.lines().toList(), now.lines().toList())
                    + "; run the same version of the program, with the same configuration");
        }
        return pipeline;
    }

    /**
     * The text of the graph, see {@link io.millrace.graph.Graph#text}.
     *
     * @return the text
     */
    public String text() {
        return text;
    }

    private static Pipeline built(SupplierFn<Pipeline> builder) {
        Objects.requireNonNull(builder, "the function that builds the pipeline must not be null");
        Pipeline pipeline;
        try {
            pipeline = builder.get();
        } catch (Exception e) {
            throw new IllegalStateException("the pipeline could not be built: " + e, e);
        }
        if (pipeline == null) {
            throw new IllegalStateException("the function that builds the pipeline returned null");
        }
        return pipeline;
    }

    private static String difference(List<String> was, List<String> now) {
        int line = 0;
        while (line < Math.min(was.size(), now.size()) && was.get(line).equals(now.get(line))) {
            line++;
        }
        return "where there was '" + lineOf(was, line) + "' there is '" + lineOf(now, line) + "'";
    }

    private static String lineOf(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line).strip() : "nothing";
    }

    @Override
    public String toString() {
        return "reference to " + text.lines().findFirst().orElseThrow();
    }
}
