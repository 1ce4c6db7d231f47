package io.millrace.source.internal;

import io.millrace.source.internal.BlockCursor.Found;
import io.millrace.state.serde.BytesInput;
import io.millrace.state.store.Disk;
import java.io.Closeable;
import java.io.IOException;

/** Reads events of a log, one behind the other, while others are appended. Confined to one thread at a time. */
public final class LogReader implements Closeable {

    /** What comes next. */
    public enum Next {
        /** An event. */
        EVENT,
        /** Nothing by now. */
        NOTHING,
        /** Some events cannot be read, for {@link #damage()}. */
        DAMAGE
    }

    private final EventLog log;
    private final BytesInput event = new BytesInput(new byte[0]);
    private long position;
    private Segment segment;
    private BlockCursor cursor;
    private String form;

    /** The events that are left of the block: their number, and where the next of them is. */
    private int left;

    private int at;

    /** Of the event, bytes. */
    private int length;

    private boolean found;
    private String damage;
    private long behindDamage;

    LogReader(EventLog log, long position) {
        this.log = log;
        this.position = position;
    }

    /** The number of the event that comes next. */
    public long position() {
        return position;
    }

    /** Where it is among the bytes of all segments. */
    public long atByte() {
        long endByte = log.endByte();
        if (position >= log.end()) {
            return endByte;
        }
        Segment of = cursor == null ? log.segmentOf(position) : segment;
        return of == null ? 0 : of.base + (cursor == null ? 0 : cursor.offset());
    }

    /** How the event is written. */
    public String form() {
        return form;
    }

    /** The bytes of the event. */
    public BytesInput event() {
        return event;
    }

    /** What is wrong, in words. */
    public String damage() {
        return damage;
    }

    /** Looks for the next event; the same again until it is {@linkplain #pass passed}. */
    public Next next() throws IOException {
        if (damage != null) {
            return Next.DAMAGE;
        }
        while (!found) {
            if (left > 0) {
                if (!findEvent()) {
                    return Next.DAMAGE;
                }
            } else if (position >= log.end()) {
                return Next.NOTHING;
            } else if (!findBlock()) {
                return Next.DAMAGE;
            }
        }
        return Next.EVENT;
    }

    /** Has the bytes of the event read once more. */
    public void again() {
        event.reset(cursor.buffer(), at - length, at);
    }

    /** Goes behind what {@link #next} has found. */
    public void pass() {
        if (damage != null) {
            position = behindDamage;
            damage = null;
        } else {
            found = false;
            position++;
            left--;
            if (left == 0) {
                passBlock();
            }
        }
    }

    private void passBlock() {
        left = 0;
        cursor.pass();
        cursor.shrink();
    }

    private boolean findEvent() {
        byte[] bytes = cursor.buffer();
        length = 0;
        int shift = 0;
        int b = 0x80;
        while (at < cursor.end() && (b & 0x80) != 0 && shift < Integer.SIZE) {
            b = bytes[at++];
            length |= (b & 0x7f) << shift;
            shift += 7;
        }
        if ((b & 0x80) != 0 || length < 0 || length > cursor.end() - at) {
            long next = position + left;
            long offset = cursor.offset();
            passBlock();
            return damaged(offset, "it has no form that this program has written", next);
        }
        event.reset(bytes, at, at + length);
        at += length;
        found = true;
        return true;
    }

    /** Goes to the block that has the next event. */
    private boolean findBlock() throws IOException {
        Segment next = log.segmentOf(position);
        if (next == null) {
            return gone(log.begin());
        }
        if (next != segment && !open(next)) {
            return damaged(0, "its header is damaged", log.endOf(next));
        }
        long limit = segment.bytes;
        Found block = cursor.look(limit);
        if (block == Found.DAMAGE) {
            // Maybe it was read wrong.
            cursor.forget();
            block = cursor.look(limit);
        }
        if (block == Found.DAMAGE) {
            long offset = cursor.offset();
            return damaged(offset, "its checksum is wrong", seek(limit));
        }
        if (block == Found.NOTHING || cursor.first >= log.endOf(segment)) {
            return damaged(cursor.offset(), "what should follow is not there", log.endOf(segment));
        }
        if (cursor.first > position) {
            return damaged(cursor.offset(), "something is missing before it", cursor.first);
        }
        at = cursor.begin();
        left = (int) Math.min(Integer.MAX_VALUE, cursor.first + cursor.count - position);
        if (left <= 0) {
            passBlock();
        } else {
            skip(position - cursor.first);
        }
        return damage == null;
    }

    private void skip(long events) {
        long last = position;
        position -= events;
        left += (int) events;
        while (position < last && findEvent()) {
            found = false;
            position++;
            left--;
        }
        position = last;
    }

    private long seek(long limit) throws IOException {
        long last = log.endOf(segment);
        return cursor.seek(limit, position) ? Math.min(cursor.first, last) : last;
    }

    private boolean open(Segment next) throws IOException {
        close();
        Disk.File file = log.disk().open(next.path);
        Segment.Header header = null;
        try {
            header = Segment.read(file, next.path);
            if (header == null) {
                // Maybe it was read wrong.
                header = Segment.read(file, next.path);
            }
        } finally {
            if (header == null || header.identity() != log.identity() || header.first() != next.first) {
                header = null;
                file.close();
            }
        }
        if (header == null) {
            return false;
        }
        segment = next;
        form = header.form();
        cursor = new BlockCursor(file, log.identity(), header.length());
        return true;
    }

    private boolean gone(long begin) {
        behindDamage = begin;
        damage = "events " + position + " to " + (begin - 1) + " are not in " + log
                + " any more: their files have been deleted";
        return false;
    }

    private boolean damaged(long offset, String what, long next) {
        behindDamage = Math.max(position + 1, next);
        damage = "at byte " + offset + " of " + log.segmentOf(position) + " " + what + ", so that "
                + (behindDamage == position + 1
                        ? "event " + position + " is"
                        : "events " + position + " to " + (behindDamage - 1) + " are")
                + " lost";
        return false;
    }

    @Override
    public void close() throws IOException {
        BlockCursor open = cursor;
        cursor = null;
        segment = null;
        left = 0;
        if (open != null) {
            open.close();
        }
    }
}
