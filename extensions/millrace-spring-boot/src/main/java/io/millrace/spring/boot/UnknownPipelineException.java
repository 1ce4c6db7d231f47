package io.millrace.spring.boot;

import java.util.Collection;
import java.util.List;

/** Something is said of a pipeline of a name that no bean has. */
public final class UnknownPipelineException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String pipeline;
    private final List<String> known;

    UnknownPipelineException(String where, String pipeline, Collection<String> known) {
        super("there is no pipeline of the name '" + pipeline + "', which " + where
                + (known.isEmpty() ? "; no bean is a pipeline" : "; there are: " + String.join(", ", known)));
        this.pipeline = pipeline;
        this.known = List.copyOf(known);
    }

    /**
     * What was asked for.
     *
     * @return the name
     */
    public String pipeline() {
        return pipeline;
    }

    /**
     * What there is.
     *
     * @return the names of all pipelines
     */
    public List<String> known() {
        return known;
    }
}
