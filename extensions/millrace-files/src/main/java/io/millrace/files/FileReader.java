package io.millrace.files;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.SourceReader;
import java.io.IOException;

/** Reads one file. */
record FileReader<T>(RecordReader<T> records) implements SourceReader<T> {

    @Override
    public Fetch fetch(Batch<T> batch) throws IOException {
        return records.fetch(batch);
    }

    @Override
    public Object position() {
        return records.position();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
