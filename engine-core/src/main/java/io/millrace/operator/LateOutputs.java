package io.millrace.operator;

/** The names of the side outputs for what comes too late. */
public final class LateOutputs {

    /** Of events by the only input that has any. */
    public static final String EVENTS = "late";

    /** Of events by the left input. */
    public static final String LEFT = "late left";

    /** Of events by the right input. */
    public static final String RIGHT = "late right";

    private LateOutputs() {}
}
