package io.millrace.files;

import io.millrace.source.SourceContext;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * How records are kept in files: {@link Csv}, {@link JsonLines}, {@link Parquet}. Immutable.
 *
 * @param <T> the records
 */
public abstract class FileFormat<T> implements Serializable {

    private static final long serialVersionUID = 1;

    FileFormat() {}

    /** The class of the records. */
    abstract Class<T> type();

    /** What the names of such files end in, with its dot. */
    abstract String ending();

    /** How a file is compressed, by its name. */
    Compression compressionOf(Path file) {
        return Compression.of(file);
    }

    /** Refuses a compression that such files cannot have. */
    void checkCanBe(Compression compression) {}

    /**
     * Begins to read a file.
     *
     * @param from a {@link RecordReader#position}, or null for the beginning
     */
    abstract RecordReader<T> reader(FileInput input, List<Long> from, SourceContext context) throws IOException;

    /**
     * How long a file was when it was read to its end, bytes.
     *
     * @param end where its reader was then, a {@link RecordReader#position}
     * @return -1 when that is not known
     */
    abstract long lengthAt(List<Long> end, Compression compression);

    /** Begins to write a file, which is empty. */
    abstract RecordFile<T> writer(FileOutput output) throws IOException;
}
