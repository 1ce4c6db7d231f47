package io.millrace.source;

/** What a {@link SourceReader} says after it has fetched. */
public enum Fetch {
    /** There may be more right now. */
    MORE,
    /** There is nothing more for the moment; the reader wakes its task when there is. */
    WAIT,
    /** There will never be more: the stream is bounded, and this was its end. */
    END
}
