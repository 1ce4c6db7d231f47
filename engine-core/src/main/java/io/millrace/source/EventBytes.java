package io.millrace.source;

import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Serde;
import io.millrace.state.store.RecordBuffer;
import java.util.List;

/** Events of a journal as bytes, in a buffer of the thread that emits them. */
final class EventBytes<T> {

    private static final int FIRST_BYTES = 256;
    private static final int MOST_KEPT_BYTES = 64 << 10;
    private static final int MOST_BYTES = 64 << 20;

    private final Serde<T> serde;
    private final Object journal;
    private final ThreadLocal<RecordBuffer> buffers =
            ThreadLocal.withInitial(() -> new RecordBuffer(FIRST_BYTES, MOST_BYTES));

    /** @param journal whose text begins what is said when an event cannot be written */
    EventBytes(Serde<T> serde, Object journal) {
        this.serde = serde;
        this.journal = journal;
    }

    /** The bytes of an event, until the thread asks for others. */
    RecordBuffer of(T event) {
        RecordBuffer bytes = emptied();
        try {
            write(event, bytes);
            return bytes;
        } catch (Throwable e) {
            bytes.release();
            throw unwritable(event, e, 0);
        }
    }

    /** Likewise of events that are written together. */
    RecordBuffer ofAll(List<? extends T> events) {
        RecordBuffer bytes = emptied();
        int count = 0;
        for (T event : events) {
            try {
                write(event, bytes);
            } catch (Throwable e) {
                bytes.release();
                throw count == 0 || !isWritable(event) ? unwritable(event, e, count) : tooMany(events.size(), e);
            }
            count++;
        }
        return bytes;
    }

    /** They are in the file, or on their way: what is larger than it is kept is let go. */
    void written(RecordBuffer bytes) {
        if (bytes.bytes().length > MOST_KEPT_BYTES) {
            bytes.release();
        }
    }

    private RecordBuffer emptied() {
        RecordBuffer bytes = buffers.get();
        bytes.truncate(0);
        return bytes;
    }

    private void write(T event, RecordBuffer bytes) throws Exception {
        int start = bytes.beginField();
        serde.write(event, bytes);
        bytes.endField(start);
    }

    private boolean isWritable(T event) {
        RecordBuffer bytes = emptied();
        try {
            write(event, bytes);
            return true;
        } catch (Throwable e) {
            return false;
        } finally {
            bytes.release();
        }
    }

    private JournalException unwritable(T event, Throwable cause, int index) {
        String message = journal + " does not take the event " + SafeText.of(event) + ", which cannot be written: "
                + SafeText.message(cause);
        return cause instanceof VirtualMachineError
                ? new JournalException(message, cause)
                : new JournalException(message, cause, index);
    }

    private JournalException tooMany(int count, Throwable cause) {
        return new JournalException(
                journal + " does not take " + count + " events that are to be written together: they have more than "
                        + MOST_BYTES + " bytes. Emit fewer at once",
                cause);
    }
}
