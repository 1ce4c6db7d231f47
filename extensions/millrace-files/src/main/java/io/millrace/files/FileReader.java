package io.millrace.files;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.SourceReader;
import java.io.IOException;
import java.util.List;

/** Reads one file. */
class FileReader<T> implements SourceReader<T> {

    private final RecordReader<T> records;

    /** Where it has ended, or null. */
    private List<Long> end;

    FileReader(RecordReader<T> records) {
        this.records = records;
    }

    @Override
    public final Fetch fetch(Batch<T> batch) throws IOException {
        Fetch fetched = records.fetch(batch);
        if (fetched == Fetch.END) {
            end = records.position();
        }
        return fetched;
    }

    @Override
    public final Object position() {
        return records.position();
    }

    final boolean hasEndedAt(Object position) {
        return end != null && end.equals(position);
    }

    @Override
    public final void close() throws IOException {
        records.close();
    }

    /** Sees to a file that has been read when that is safe. */
    static final class Disposing<T> extends FileReader<T> {

        private final Disposal disposal;

        Disposing(RecordReader<T> records, Disposal disposal) {
            super(records);
            this.disposal = disposal;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) throws IOException {
            if (hasEndedAt(position)) {
                disposal.dispose();
            }
        }
    }

    /** What becomes of the file. */
    interface Disposal {
        void dispose() throws IOException;
    }
}
