package io.millrace.source;

import io.millrace.source.internal.EventLog;
import io.millrace.source.internal.LogReader;
import io.millrace.state.serde.BytesInput;
import io.millrace.state.serde.Serde;
import io.millrace.state.store.Disk;
import io.millrace.state.store.FileDisk;
import io.millrace.state.store.RecordBuffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/**
 * Events in files, as many as there is room for, in their order. The latest of them are in memory, until they are a block. The files are for this process alone: what an earlier one has left is deleted.
 */
final class Spilled<T> extends Overflow<T> {

    private static final Logger LOG = System.getLogger("io.millrace.source");
    private static final long SEGMENT_BYTES = 16L << 20;
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int MOST_EVENT_BYTES = 64 << 20;
    private static final int POLLS_BETWEEN_DELETIONS = 1 << 14;

    private final Spill<T> spill;
    private Disk disk = FileDisk.INSTANCE;
    private EventLog log;
    private LogReader reader;
    private Serde.Reader<? extends T> decoder;

    /** Room for the header of a block, then events that are in no file yet, each behind its length. */
    private final RecordBuffer tail = new RecordBuffer(BLOCK_BYTES, Integer.MAX_VALUE);

    private int tailEvents;

    /** Where the next of them is, once one has been read. */
    private int tailAt;

    private final BytesInput tailEvent = new BytesInput(new byte[0]);
    private long polled;

    Spilled(Spill<T> spill) {
        this.spill = spill;
    }

    /**
     * Where events go.
     *
     * @param mostBytes how many bytes there may be, about
     */
    record Spill<T>(Path directory, Serde<T> serde, long mostBytes) {}

    /** Has files be on another disk, from when they are opened. */
    synchronized void useDisk(Disk other) {
        disk = other;
    }

    @Override
    synchronized void prepare() throws IOException {
        if (log != null) {
            return;
        }
        EventLog opened = EventLog.open(
                disk, spill.directory(), Serde.formOf(spill.serde()), EventLog.Options.passing(SEGMENT_BYTES));
        if (opened == null) {
            throw new IOException(
                    spill.directory() + " is in use by another push source or process: give each a directory of"
                            + " its own to spill into");
        }
        log = opened;
        reader = log.reader(log.end());
        decoder = Serde.readerFor(spill.serde(), Serde.formOf(spill.serde()));
    }

    @Override
    boolean addLast(T event, int queued) {
        try {
            prepare();
            if (bytes() >= spill.mostBytes()) {
                return false;
            }
            if (tail.length() >= BLOCK_BYTES) {
                write();
            }
            encode(event);
            countSpilled();
            return true;
        } catch (IOException e) {
            throw failure("cannot take the event: ", e);
        }
    }

    private UncheckedIOException failure(String what, IOException cause) {
        return new UncheckedIOException(
                "what a push source spills into " + spill.directory() + " " + what + cause.getMessage(), cause);
    }

    private void encode(T event) {
        int before = tail.length();
        boolean done = false;
        try {
            if (before == 0) {
                tail.write(new byte[EventLog.HEADER_BYTES]);
                tailAt = EventLog.HEADER_BYTES;
            }
            int start = tail.beginField();
            spill.serde().write(event, tail);
            tail.endField(start);
            if (tail.length() - before > MOST_EVENT_BYTES) {
                throw new IOException("it has more than " + MOST_EVENT_BYTES + " bytes");
            }
            done = true;
        } catch (Exception e) {
            throw new IllegalArgumentException("the event that is emitted cannot be spilled into a file: " + e, e);
        } finally {
            if (!done) {
                tail.truncate(before);
                tailAt = before == 0 ? 0 : tailAt;
            }
        }
        tailEvents++;
    }

    /** An interrupt of whoever emits closes the file: then once more, and that is kept. */
    private void write() throws IOException {
        dropRead();
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    log.append(tail.bytes(), tail.length(), tailEvents, false);
                    break;
                } catch (IOException e) {
                    if (!Thread.interrupted()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        clearTail();
    }

    private long bytes() {
        return log.endByte() - reader.atByte() + tail.length() - tailAt;
    }

    @Override
    T pollFirst() {
        if (size() == 0) {
            return null;
        }
        try {
            return reader.position() < log.end() ? pollFile() : pollTail();
        } catch (IOException e) {
            throw failure("cannot be read: ", e);
        }
    }

    private T pollFile() throws IOException {
        LogReader.Next next = reader.next();
        String damage = reader.damage();
        T event = next == LogReader.Next.EVENT ? decoder.read(reader.event()) : null;
        reader.pass();
        if (event == null) {
            throw new IOException(damage == null ? "its serde returned null" : damage);
        }
        if (++polled % POLLS_BETWEEN_DELETIONS == 0 || reader.position() == log.end()) {
            log.deleteBefore(reader.position());
        }
        return event;
    }

    private T pollTail() throws IOException {
        byte[] bytes = tail.bytes();
        int length = 0;
        int shift = 0;
        int b = 0x80;
        while ((b & 0x80) != 0) {
            b = bytes[tailAt++];
            length |= (b & 0x7f) << shift;
            shift += 7;
        }
        tailEvent.reset(bytes, tailAt, tailAt + length);
        tailAt += length;
        tailEvents--;
        T event = decoder.read(tailEvent);
        if (tailEvents == 0) {
            clearTail();
        }
        return event;
    }

    private void clearTail() {
        tail.truncate(0);
        tailAt = 0;
        tailEvents = 0;
        if (tail.bytes().length > 4 * BLOCK_BYTES) {
            tail.release();
        }
    }

    /** What has been read of it needs no file. */
    private void dropRead() {
        int read = tailAt - EventLog.HEADER_BYTES;
        if (read > 0) {
            System.arraycopy(tail.bytes(), tailAt, tail.bytes(), EventLog.HEADER_BYTES, tail.length() - tailAt);
            tail.truncate(tail.length() - read);
            tailAt = EventLog.HEADER_BYTES;
        }
    }

    /** Few enough for a number, as the bytes are. */
    @Override
    int size() {
        return log == null ? 0 : (int) Math.min(Integer.MAX_VALUE, log.end() - reader.position() + tailEvents);
    }

    @Override
    synchronized boolean isLow(int capacity) {
        return log == null || bytes() <= spill.mostBytes() / 2;
    }

    @Override
    void clearEvents() {
        clearTail();
        end();
    }

    @Override
    void end() {
        EventLog open = log;
        log = null;
        if (open != null) {
            try (open;
                    LogReader closing = reader) {
                LOG.log(
                        Level.DEBUG,
                        "{0} is not needed any more, at event {1}",
                        open,
                        Long.toString(closing.position()));
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "what a push source has spilled into {0} cannot be deleted: {1}",
                        open,
                        e.getMessage());
            }
        }
    }
}
