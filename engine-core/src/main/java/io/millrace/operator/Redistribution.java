package io.millrace.operator;

/** What becomes of the elements of operator state when a job goes on with another parallelism. */
public enum Redistribution {
    /** They are dealt out among the instances, in order. */
    SPLIT,
    /** Every instance gets all of them; so it does too when the parallelism is the same. */
    UNION,
    /**
     * All instances have the same ones, because each makes the same changes in the same order, of what is broadcast alone: the
     * snapshot has those of the first instance, and every instance gets them, whatever the parallelism. An element is
     * not changed once it is added.
     */
    SAME
}
