package io.millrace.files;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import java.io.IOException;
import java.util.List;

/**
 * The records of one file. Confined to one thread.
 *
 * @param <T> the records
 */
interface RecordReader<T> {

    /** As {@link io.millrace.source.SourceReader#fetch} does. */
    Fetch fetch(Batch<T> batch) throws IOException;

    /** Where it is: numbers, of which the first is 0 at the beginning. */
    List<Long> position();

    void close() throws IOException;
}
