package io.millrace.source.internal;

import io.millrace.state.log.SafeText;
import io.millrace.state.store.Disk;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Events, numbered from 0, in the segments of a directory that it alone uses. One thread at a time appends, others read what is safe by then.
 *
 * <p>A block is appended when the one before it is safe, and a segment that an append has failed in is left for a new one. So what is not whole at the end of the last
 * segment was never safe, unless a whole block is behind it: then it is damaged. In other segments what counts ends where the next one begins.
 */
public final class EventLog implements Closeable {

    private static final Logger LOG = System.getLogger("io.millrace.source");
    private static final String LOCK = "LOCK";

    /** A segment that has no header yet. */
    private static final String NEW = "NEW";

    /** How many bytes a block has before its events. */
    public static final int HEADER_BYTES = BlockCursor.HEADER;

    private final Disk disk;
    private final Path directory;
    private final String form;
    private final Options options;
    private final Closeable lock;
    private final NavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private long identity;
    private volatile long end;
    private volatile long endByte;
    private volatile boolean completed;

    /** The last segment, while it is written to; null when a new one is needed. */
    private Disk.File file;

    private Segment current;

    /** Whether the last segment may have a whole block that is not safe. */
    private volatile boolean failed;

    /**
     * How a log is kept.
     *
     * @param segmentBytes from how many bytes on a segment is followed by another
     * @param safe whether what has been appended survives a crash of the machine
     * @param newIdentity what tells this log from others, should it be a new one
     */
    public record Options(long segmentBytes, boolean safe, long newIdentity) {

        /** Of a log that is nothing but memory: what is there when it opens is deleted, and what is left when it closes. */
        public static Options passing(long segmentBytes) {
            return new Options(segmentBytes, false, 0);
        }
    }

    private EventLog(Disk disk, Path directory, String form, Options options, Closeable lock) {
        this.disk = disk;
        this.directory = directory;
        this.form = form;
        this.options = options;
        this.lock = lock;
    }

    /**
     * Opens a directory, which is made when it is not there, and finds out what is in it.
     *
     * @param form how events are written from now on
     * @return the log, or null when another one has the directory open
     * @throws IOException when the disk fails, or a segment was written by a later version
     */
    public static EventLog open(Disk disk, Path directory, String form, Options options) throws IOException {
        disk.makeDirectory(directory);
        Closeable lock = disk.lock(directory.resolve(LOCK));
        if (lock == null) {
            return null;
        }
        try {
            EventLog log = new EventLog(disk, directory, form, options, lock);
            log.recover();
            return log;
        } catch (Throwable e) {
            try (lock) {
                throw e;
            }
        }
    }

    private void recover() throws IOException {
        long base = 0;
        for (Path path : disk.list(directory)) {
            long first = Segment.firstOf(path);
            if (first >= 0) {
                long size = Math.max(0, disk.size(path));
                segments.put(first, new Segment(path, first, base, size));
                base += size;
            }
        }
        if (options.safe()) {
            Recovery found = Recovery.of(disk, directory, segments);
            identity = found.identity();
            end = found.end();
            endByte = found.endByte();
            completed = found.isCompleted();
        } else {
            deleteAll();
        }
        if (segments.isEmpty()) {
            identity = options.newIdentity();
            roll();
        }
    }

    private void deleteAll() throws IOException {
        for (Segment segment : segments.values()) {
            disk.delete(segment.path);
        }
        segments.clear();
        disk.delete(directory.resolve(NEW));
    }

    private void force() throws IOException {
        if (options.safe()) {
            disk.forceDirectory(directory);
        }
    }

    /** What tells this log from all others. */
    public long identity() {
        return identity;
    }

    /** The number of the first event that is there. */
    public long begin() {
        return segments.firstKey();
    }

    /** The number of the next event, below which all are safe. */
    public long end() {
        return end;
    }

    /** Where the end is among the bytes of all segments. */
    public long endByte() {
        return endByte;
    }

    /** How many bytes the segments have. */
    public long bytes() {
        return endByte() - segments.firstEntry().getValue().base;
    }

    /** Whether nothing follows. */
    public boolean isCompleted() {
        return completed;
    }

    /**
     * Appends a block: when this returns, it is safe. By one thread at a time.
     *
     * @param block room for a header, then the events, each behind its length
     * @param length of both, bytes
     * @param completes whether nothing follows
     * @throws IOException when that has failed: there is nothing of it then, in this log at once, and on the disk unless that is {@linkplain #isInDoubt in doubt}
     */
    public void append(byte[] block, int length, int count, boolean completes) throws IOException {
        if (count > 0 || !completed) {
            append(block, length, count, completes ? BlockCursor.END : 0);
        }
    }

    private void append(byte[] block, int length, int count, int flags) throws IOException {
        // Whether nothing follows is known from the last segment alone: what closes one does not begin another.
        boolean closes = (flags & BlockCursor.CLOSED) != 0;
        if (file == null || (!closes && current.bytes >= options.segmentBytes())) {
            roll();
        }
        BlockCursor.writeHeader(block, length, identity, end, count, flags);
        try {
            write(ByteBuffer.wrap(block, 0, length));
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
        // In this order, for those who read.
        long bytes = current.bytes + length;
        current.bytes = bytes;
        endByte = current.base + current.bytes;
        long next = end + count;
        end = next;
        if ((flags & BlockCursor.END) != 0) {
            completed = true;
        }
    }

    private void write(ByteBuffer block) throws IOException {
        boolean done = false;
        try {
            file.append(block);
            if (options.safe()) {
                file.force();
            }
            done = true;
        } finally {
            if (!done) {
                failed = true;
                abandon();
            }
        }
    }

    /** What has failed may be whole all the same, and would count for whoever opens the log; the name of the next segment says that it does not. */
    private void takeBack(IOException failure) {
        if (options.safe()) {
            try {
                roll();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Whether an append has failed that whoever opens the log next may find whole, since the disk has refused to take it back, too. */
    public boolean isInDoubt() {
        return failed;
    }

    /** Goes on in a new segment. One that has nothing safe in it is replaced, at once: it may be the only one that says which log this is. */
    private void roll() throws IOException {
        abandon();
        Segment before = segments.isEmpty() ? null : segments.lastEntry().getValue();
        long base = before == null ? 0 : before.base + (before.first == end ? 0 : before.bytes);
        Path path = Segment.path(directory, end);
        disk.makeDirectory(directory);
        int length = writeHeader();
        disk.move(directory.resolve(NEW), path);
        force();
        Disk.File opened = disk.append(path);
        current = new Segment(path, end, base, length);
        segments.put(end, current);
        endByte = base + length;
        file = opened;
        failed = false;
    }

    private int writeHeader() throws IOException {
        ByteBuffer header = Segment.header(identity, end, form);
        int length = header.remaining();
        try (Disk.File made = disk.create(directory.resolve(NEW))) {
            made.append(header);
            if (options.safe()) {
                made.force();
            }
        }
        return length;
    }

    private void abandon() {
        Disk.File left = file;
        file = null;
        if (left != null) {
            close(left);
        }
    }

    private static void close(Closeable left) {
        try {
            left.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a file cannot be closed: {0}", SafeText.message(e));
        }
    }

    /**
     * Reads from an event on. One reader has what is before it deleted by {@link #deleteBefore}.
     *
     * @param event its number, at most {@link #end}
     */
    public LogReader reader(long event) {
        return new LogReader(this, event);
    }

    /** Deletes the segments that have only events before one. */
    public void deleteBefore(long event) throws IOException {
        for (Map.Entry<Long, Segment> next = segments.higherEntry(segments.firstKey());
                next != null && next.getKey() <= event;
                next = segments.higherEntry(next.getKey())) {
            // In order, and for good, so that a crash leaves no hole.
            disk.delete(segments.firstEntry().getValue().path);
            force();
            segments.pollFirstEntry();
        }
    }

    /** The segment that has an event, or null when it is gone. */
    Segment segmentOf(long event) {
        Map.Entry<Long, Segment> found = segments.floorEntry(event);
        return found == null ? null : found.getValue();
    }

    /** Where the events of a segment end. */
    long endOf(Segment segment) {
        Long next = segments.higherKey(segment.first);
        return next == null ? end : next;
    }

    Disk disk() {
        return disk;
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    /**
     * Says in the log that all in it was safe; there is nothing to append behind that.
     *
     * @return how many events there are
     * @throws IOException when that could not be written, which takes nothing away
     */
    public long seal() throws IOException {
        if (failed && !completed) {
            // The name of the next segment says that what has failed does not count.
            roll();
        }
        if (file != null) {
            int flags = BlockCursor.CLOSED | (completed ? BlockCursor.END : 0);
            append(new byte[BlockCursor.HEADER], BlockCursor.HEADER, 0, flags);
            abandon();
        }
        return end;
    }

    /** Lets others have the directory. */
    @Override
    public void close() throws IOException {
        try (lock) {
            abandon();
            if (!options.safe()) {
                deleteAll();
            }
        }
    }
}
