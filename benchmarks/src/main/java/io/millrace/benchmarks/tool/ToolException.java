package io.millrace.benchmarks.tool;

/** Ends a tool with a message for its user, who needs no stack trace. */
public final class ToolException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Made where the run cannot go on.
     *
     * @param message what happened, to what, and what to do
     */
    public ToolException(String message) {
        super(message);
    }
}
