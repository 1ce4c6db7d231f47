package io.millrace.source.internal;

import io.millrace.source.internal.BlockCursor.Found;
import io.millrace.state.store.Disk;
import io.millrace.state.store.DiskException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.NavigableMap;

/** Finds out what a directory has of a log that survives crashes: what was never finished is none of it. */
final class Recovery {

    private static final Logger LOG = System.getLogger("io.millrace.source");

    private final Disk disk;
    private final Path directory;
    private final NavigableMap<Long, Segment> segments;
    private long identity;
    private long end;
    private long endByte;
    private boolean completed;

    private Recovery(Disk disk, Path directory, NavigableMap<Long, Segment> segments) {
        this.disk = disk;
        this.directory = directory;
        this.segments = segments;
    }

    /**
     * Reads the last of the segments, and deletes it where it is none.
     *
     * @param segments those of which there are files; none is left when there is no log
     */
    static Recovery of(Disk disk, Path directory, NavigableMap<Long, Segment> segments) throws IOException {
        Recovery recovery = new Recovery(disk, directory, segments);
        recovery.forceNames();
        while (!segments.isEmpty() && !recovery.readLast(segments.lastEntry().getValue())) {
            Segment unfinished = segments.pollLastEntry().getValue();
            disk.delete(unfinished.path);
            disk.forceDirectory(directory);
        }
        return recovery;
    }

    /** Returns whether it is one: what was never finished is none. */
    private boolean readLast(Segment last) throws IOException {
        try (Disk.File opened = disk.open(last.path)) {
            Segment.Header header = Segment.read(opened, last.path);
            if (header == null) {
                // Maybe it was read wrong.
                header = Segment.read(opened, last.path);
            }
            if (header == null) {
                checkIsUnfinished(last, opened);
                return false;
            }
            identity = header.identity();
            end = last.first;
            scan(last, new BlockCursor(opened, identity, header.length()));
        }
        // Another process may have died before it was: what is read from now on must not go any more.
        try (Disk.File opened = disk.append(last.path)) {
            opened.force();
        }
        return true;
    }

    /** The header is safe before any event is, and before the segment before it goes. */
    private void checkIsUnfinished(Segment last, Disk.File opened) throws IOException {
        boolean isAlone = segments.size() == 1 && last.first > 0;
        if (isAlone || new BlockCursor(opened, BlockCursor.ANY, 0).seek(last.bytes, 0)) {
            throw DiskException.because(
                    "read",
                    last.path,
                    "its header is damaged. Put the file back from a copy; or else, to go on without its events, move it away,"
                            + " and the directory with it when nothing else is in it");
        }
    }

    private void scan(Segment last, BlockCursor cursor) throws IOException {
        long size = last.bytes;
        for (Found found = cursor.look(size); found != Found.NOTHING; found = cursor.look(size)) {
            if (found == Found.DAMAGE) {
                cursor.forget();
                if (cursor.look(size) == Found.DAMAGE && !cursor.seek(size, end)) {
                    break;
                }
                // Damage in between is told when it is read.
                continue;
            }
            end = Math.max(end, cursor.first + cursor.count);
            completed |= (cursor.flags & BlockCursor.END) != 0;
            cursor.pass();
        }
        last.bytes = cursor.offset();
        endByte = last.base + last.bytes;
        if (last.bytes < size) {
            LOG.log(
                    Level.INFO,
                    "{0}: {1} bytes at its end, from byte {2} on, were never written completely, and nobody was told that they"
                            + " were: they are passed over",
                    last.path,
                    Long.toString(size - last.bytes),
                    Long.toString(last.bytes));
        }
    }

    /** Has the names of the directory, and of those above it, reach the disk. */
    private void forceNames() throws IOException {
        for (Path path = directory.toAbsolutePath(); path != null; path = path.getParent()) {
            try {
                disk.forceDirectory(path);
            } catch (DiskException e) {
                if (path.equals(directory.toAbsolutePath()) || !e.isPermanent()) {
                    throw e;
                }
                // It is somebody else's, and has been there before.
                return;
            }
        }
    }

    long identity() {
        return identity;
    }

    long end() {
        return end;
    }

    long endByte() {
        return endByte;
    }

    boolean isCompleted() {
        return completed;
    }
}
