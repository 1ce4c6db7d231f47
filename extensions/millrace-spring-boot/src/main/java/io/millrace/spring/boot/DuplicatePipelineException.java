package io.millrace.spring.boot;

import java.util.List;

/** Several beans are pipelines of one name, which is what their snapshots, metrics and properties go by. */
public final class DuplicatePipelineException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String pipeline;
    private final List<String> beans;

    DuplicatePipelineException(String pipeline, List<String> beans) {
        super("several beans are a pipeline of the name '" + pipeline + "': " + String.join(", ", beans));
        this.pipeline = pipeline;
        this.beans = List.copyOf(beans);
    }

    /**
     * The name of the pipelines.
     *
     * @return the name
     */
    public String pipeline() {
        return pipeline;
    }

    /**
     * The beans.
     *
     * @return their names, at least two
     */
    public List<String> beans() {
        return beans;
    }
}
