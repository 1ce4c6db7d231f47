package io.millrace.state.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system, as far as the engine needs it. What has been written is only safe from a crash of the machine when it
 * has been {@linkplain File#force forced}, and a new name only when its directory has been. Thread-safe; a
 * {@link File} is confined to one thread.
 */
public interface Disk {

    /** An open file. */
    interface File extends Closeable {

        /**
         * Writes all bytes at the end of the file.
         *
         * @throws IOException when not all of it could be written; how much has been is not known
         */
        void append(ByteBuffer bytes) throws IOException;

        /**
         * Reads from a place on, as much as fits into the buffer or is there.
         *
         * @return how many bytes, 0 at the end of the file
         */
        int read(long position, ByteBuffer into) throws IOException;

        /** How long the file is. */
        long size() throws IOException;

        /** Has everything that was written reach the disk. */
        void force() throws IOException;
    }

    /** Opens a new file for its owner alone to read and write, in place of one that is there. */
    File create(Path file) throws IOException;

    /** Opens a file to append to; it is made when it is not there, with the rights that the system gives. */
    File append(Path file) throws IOException;

    /** Opens a file to read. */
    File open(Path file) throws IOException;

    /**
     * Whether there is such a file or directory.
     *
     * @throws IOException when that cannot be told: what may not be looked at is not taken for missing
     */
    boolean exists(Path path) throws IOException;

    /** How long a file is; -1 when there is none, or something else than a file in its place. */
    default long size(Path path) throws IOException {
        if (!exists(path)) {
            return -1;
        }
        try (File file = CheckedDisk.of(this).open(path)) {
            return file.size();
        }
    }

    /** Whether it is a symbolic link, which could lead anywhere. A disk without links has none. */
    default boolean isLink(Path path) throws IOException {
        return false;
    }

    /** Whether it is a directory, or a link to one. */
    default boolean isDirectory(Path path) throws IOException {
        return !isLink(path) && size(path) < 0 && exists(path);
    }

    /** When a file was last written to, milliseconds of the epoch; 0 on a disk that does not know, or where there is none. */
    default long modifiedMillis(Path file) throws IOException {
        return 0;
    }

    /** The files and directories in a directory, in the order of their names. */
    List<Path> list(Path directory) throws IOException;

    /** Makes a directory for its owner alone, and those above it. One that is there is left as it is. */
    void makeDirectory(Path directory) throws IOException;

    /** Makes a directory with the rights that the system gives, for what others are to read, and those above it. One that is there is left as it is. */
    default void makeSharedDirectory(Path directory) throws IOException {
        makeDirectory(directory);
    }

    /** Renames a file at once, in place of one that is there. */
    void move(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory; no effect when it is not there. */
    void delete(Path path) throws IOException;

    /** Has the names in a directory reach the disk. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Takes a lock that ends with this process at the latest.
     *
     * @return what releases it, or null when another job or process has it
     */
    Closeable lock(Path file) throws IOException;
}
