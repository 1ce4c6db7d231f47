package io.millrace.files;

import io.millrace.source.SourceContext;
import java.io.IOException;
import java.util.List;

/** Records that are texts, one behind the other. */
abstract class TextFormat<T> extends FileFormat<T> {

    private static final long serialVersionUID = 1;

    static final int LONGEST_RECORD = 1 << 20;
    private static final int MOST = 1 << 30;

    abstract TextParser<T> parser();

    abstract TextEncoder<T> encoder();

    /** The most bytes of a record. */
    abstract int longestRecord();

    static int checkedLongest(int bytes) {
        if (bytes < 1 || bytes > MOST) {
            throw new IllegalArgumentException(
                    "the longest record has " + bytes + " bytes; it must be from 1 to " + MOST);
        }
        return bytes;
    }

    @Override
    final RecordReader<T> reader(FileInput input, List<Long> from, SourceContext context) throws IOException {
        TextReader<T> reader = new TextReader<>(input, parser(), longestRecord(), context);
        try {
            reader.begin(from);
            return reader;
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    @Override
    final long lengthAt(List<Long> end, Compression compression) {
        return compression == Compression.NONE ? TextReader.lengthAt(end) : -1;
    }

    @Override
    final RecordFile<T> writer(FileOutput output) throws IOException {
        return new TextFile<>(output, encoder(), longestRecord());
    }
}
