package io.millrace.source;

/** What a {@link SourceReader} says after it has fetched. */
public enum Fetch {
    /** There may be more right now. */
    MORE,
    /**
     * There is nothing more for the moment; the reader wakes its task when there is, or has asked to be called at a
     * time. Otherwise it is not called again, also when it is one of a blocking source that waited for a while.
     */
    WAIT,
    /** There will never be more: the stream is bounded, and this was its end. */
    END
}
