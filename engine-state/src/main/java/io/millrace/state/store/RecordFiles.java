package io.millrace.state.store;

import java.util.function.IntFunction;

/**
 * The files that the keyed state of one task is written to: one for all key groups, or one for each of them, so that who
 * has other groups later reads no more than theirs. Confined to the task's thread.
 */
public final class RecordFiles {
    private final RecordWriter[] writers;
    private final IntFunction<RecordWriter> maker;

    /** The one that was written to last, or null. */
    private RecordWriter last;

    private Exception failure;

    private RecordFiles(int count, IntFunction<RecordWriter> maker) {
        this.writers = new RecordWriter[count];
        this.maker = maker;
    }

    /** One file for all key groups. */
    public static RecordFiles one(RecordWriter writer) {
        RecordFiles files = new RecordFiles(1, unused -> writer);
        files.of(0);
        return files;
    }

    /**
     * A file for each key group.
     *
     * @param groups how many groups there are
     * @param maker makes the writer of the group of a number, once there is something to be written of it
     */
    public static RecordFiles byGroup(int groups, IntFunction<RecordWriter> maker) {
        return new RecordFiles(groups, maker);
    }

    /** How many files there may be; in one for all, every group is in that of number 0. */
    public int count() {
        return writers.length;
    }

    /** Whether each key group has a file of its own. */
    public boolean areDivided() {
        return writers.length > 1;
    }

    /** The writer of a file, from 0 to {@link #count} - 1. */
    public RecordWriter of(int file) {
        if (failure == null && last != null) {
            failure = last.failure();
        }
        RecordWriter writer = writers[file];
        if (writer == null) {
            writer = maker.apply(file);
            writers[file] = writer;
        }
        last = writer;
        return writer;
    }

    /** Whether what is in no hurry should wait, because much is waiting to be written already. */
    public boolean isCongested() {
        return last != null && last.isCongested();
    }

    /** Why nothing more is written, or null. */
    public Exception failure() {
        return failure != null || last == null ? failure : last.failure();
    }

    /** Hands over the last blocks. */
    public void finish() {
        for (RecordWriter writer : writers) {
            if (writer != null && failure() == null) {
                writer.finish();
                last = writer;
            }
        }
    }

    /** How many bytes of records have been written. */
    public long bytes() {
        long bytes = 0;
        for (RecordWriter writer : writers) {
            bytes += writer == null ? 0 : writer.bytes();
        }
        return bytes;
    }
}
