package io.millrace.runtime;

/** How the sources of a job have been told to end, if they have. */
public enum StopMode {
    /** They go on. */
    NONE,
    /** What is under way is worked off, and incomplete windows do not fire. */
    STOP,
    /** As at the end of the input: the last watermark comes, and every window fires. */
    DRAIN
}
