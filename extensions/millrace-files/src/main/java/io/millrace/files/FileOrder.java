package io.millrace.files;

/** In which order the files of a directory are read, where not all are at the same time. */
public enum FileOrder {
    /** By their paths below the directory, as texts. */
    NAME,

    /** By the time at which they were last written to; those of one time by name. A simulated disk knows no times. */
    TIME
}
