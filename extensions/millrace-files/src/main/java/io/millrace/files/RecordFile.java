package io.millrace.files;

import java.io.Closeable;
import java.io.IOException;

/**
 * A file that records are written to. Confined to one thread.
 *
 * @param <T> the records
 */
interface RecordFile<T> extends Closeable {

    /** Adds a record. */
    void add(T value) throws Exception;

    /** About how many bytes it has. */
    long bytes();

    /** Whether it can go on behind {@link #sync}. */
    boolean canGoOn();

    /** Has what was added reach the disk, as a file that is whole up to here; returns how long that is. */
    long sync() throws Exception;

    /** Ends the file: it is whole and on the disk. Returns how long it is. */
    long finish() throws Exception;

    /** Releases what it holds, whatever becomes of the file. */
    @Override
    void close() throws IOException;
}
