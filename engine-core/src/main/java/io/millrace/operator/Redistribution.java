package io.millrace.operator;

/** What becomes of the elements of operator state when a job goes on with another parallelism. */
public enum Redistribution {
    /** They are dealt out among the instances, in order. */
    SPLIT,
    /** Every instance gets all of them; so it does too when the parallelism is the same. */
    UNION
}
