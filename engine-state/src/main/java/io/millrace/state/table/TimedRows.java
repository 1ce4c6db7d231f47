package io.millrace.state.table;

/**
 * Rows in the order of their times, and of one time in that of their coming: a value of a {@link StateTable}, as it is or
 * as a side of {@link TimedSides}. Every row is written for itself, and they stand in chunks, so that no step grows with
 * how many there are. A row that is the latest is added in constant time, and another by moving those behind it in its
 * chunk; rows are found by binary search. Confined to the task's thread, part of snapshots.
 *
 * <p>Each row has a tag, a small number that may be changed, for what is to be known of it beside its value.
 *
 * <p>Rows are looked at through a {@link Position}, which its owner uses again and again. A key of which no rows are left
 * should be {@linkplain Slice#remove removed} from its slice, and one of which all are to go is removed at once, which
 * snapshots know by a word.
 *
 * @param <V> the values of the rows, never null
 */
public final class TimedRows<V> extends ChunkedRows {
    /** The greatest tag; the least is 0. */
    public static final int MAX_TAG = RowChunk.MAX_TAG;

    private static final int SIDES = 2;

    private final Slice<Object, ?> slice;
    private final Object owner;

    /** That of the next row to come; the last bit is the side. */
    private long nextNumber;

    /** At least as recent as the mark of any row. */
    private int mark;

    /**
     * No rows: of a key, or of one side of it.
     *
     * @param room for so many at first, at most {@link RowChunk#MOST}
     */
    @SuppressWarnings("unchecked") // the owner is a key of the slice, and the slice is only told of that key
    TimedRows(Slice<?, ?> slice, Object owner, int side, int room) {
        super(room);
        this.slice = (Slice<Object, ?>) slice;
        this.owner = owner;
        nextNumber = side;
        mark = slice.epochs().touched();
    }

    /** What tables of rows have to know. */
    static <V> Collected<TimedRows<V>> collected() {
        return new Collected<>() {
            @Override
            SnapshotWalk walk(TimedRows<V> rows) {
                return rows.walk();
            }

            @Override
            boolean discardOlder(TimedRows<V> rows) {
                return rows.discardOlder();
            }
        };
    }

    /** How many rows there are. */
    public int size() {
        return count();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return count() == 0;
    }

    /** The time of the first row; there has to be one. */
    public long firstTime() {
        requireRows();
        return first().earliest();
    }

    /** The time of the last row; there has to be one. */
    public long lastTime() {
        requireRows();
        return last().latest();
    }

    /** Adds a row with tag 0 behind those of its time. */
    public void add(long time, V value) {
        add(time, 0, value);
    }

    /**
     * Adds a row behind those of its time.
     *
     * @param tag from 0 to {@link #MAX_TAG}
     * @return the number of the row, for {@link #seekRow}: greater than those that came before, and kept in snapshots
     */
    public long add(long time, int tag, V value) {
        requirePresent(value);
        RowChunk.requireTag(tag);
        long number = nextNumber;
        nextNumber += SIDES;
        mark = epochs().touched();
        addRow(time, number, tag, mark, value);
        return number;
    }

    /** Goes to the first row at a time or behind it, or to the end. */
    public void seek(Position<V> position, long time) {
        seek(position, time, Long.MIN_VALUE);
    }

    /** Goes to the first row behind a time, or to the end. */
    public void seekBehind(Position<V> position, long time) {
        seek(position, time, Long.MAX_VALUE);
    }

    /** Goes to the row of a time and number, or to the first one behind that place, or to the end. */
    public void seekRow(Position<V> position, long time, long number) {
        seek(position, time, number - 1);
    }

    /** Goes to the last row at a time or before it, or to the end when there is none: what holds at that time. */
    public void seekLatest(Position<V> position, long time) {
        if (count() == 0 || firstTime() > time) {
            position.set(this, end(), 0);
            return;
        }
        int chunk = chunkBehind(time, Long.MAX_VALUE);
        position.set(this, chunk, chunk(chunk).behind(time) - 1);
    }

    /** Goes to the first row, or to the end when there is none. */
    public void toFirst(Position<V> position) {
        position.set(this, count() == 0 ? end() : head(), first().from());
    }

    /** Removes the rows before a position of these rows, which stays where it is. */
    public void dropBefore(Position<V> position) {
        position.requireOf(this);
        RowChunk to = position.isEnd() ? null : position.chunk;
        while (count() > 0 && first() != to) {
            dropFirst(first().to());
        }
        if (to != null) {
            dropFirst(position.index);
        }
    }

    /** Removes the rows up to a time, the rows at that time as well. */
    public void dropUpTo(long time) {
        while (count() > 0 && first().latest() <= time) {
            dropFirst(first().to());
        }
        if (count() > 0) {
            dropFirst(first().behind(time));
        }
    }

    /**
     * A place among rows, where one can be looked at and changed. Good until rows are added or removed other than by it.
     *
     * @param <V> the values
     */
    public static final class Position<V> {
        private TimedRows<V> rows;
        private int chunkIndex;
        private RowChunk chunk;
        private int index;

        /** A place nowhere, to be taken somewhere by the rows. */
        public Position() {}

        private void set(TimedRows<V> newRows, int newChunk, int newIndex) {
            rows = newRows;
            chunkIndex = newChunk;
            chunk = newChunk < newRows.end() ? newRows.chunk(newChunk) : null;
            index = newIndex;
        }

        private void requireOf(TimedRows<V> others) {
            if (rows != others) {
                throw new IllegalArgumentException("the position is not one of these rows");
            }
        }

        /** Whether it is behind all rows, and so at none. */
        public boolean isEnd() {
            return chunk == null;
        }

        /** Goes to the next row, or to the end. */
        public void next() {
            if (++index == chunk.to()) {
                toStartOf(chunkIndex + 1);
            }
        }

        /** Goes nowhere, and keeps nothing in memory. */
        public void clear() {
            rows = null;
            chunk = null;
        }

        /** The time of the row. */
        public long time() {
            return chunk.time(index);
        }

        /** The number of the row, by which {@link #seekRow} finds it. */
        public long number() {
            return chunk.number(index);
        }

        /** The tag of the row. */
        public int tag() {
            return chunk.tag(index);
        }

        /** The value of the row, which must not be changed without a {@link #touch} before. */
        @SuppressWarnings("unchecked") // only values are ever stored
        public V value() {
            return (V) chunk.value(index);
        }

        /** Sets the tag of the row. */
        public void tag(int tag) {
            RowChunk.requireTag(tag);
            touch();
            chunk.tag(index, tag);
        }

        /** Sets the value of the row. */
        public void value(V value) {
            rows.requirePresent(value);
            touch();
            chunk.value(index, value);
        }

        /** Says that the value of the row is about to change. */
        public void touch() {
            rows.touch(chunk, index);
        }

        /** Removes the row, and goes to the next one, or to the end. */
        public void remove() {
            RowChunk of = chunk;
            rows.forget(of, index);
            rows.removeRow(chunkIndex, index);
            if (of.hasNoRow()) {
                toStartOf(rows.count() == 0 ? rows.end() : Math.max(chunkIndex, rows.head()));
            } else if (index == of.to()) {
                toStartOf(chunkIndex + 1);
            }
        }

        private void toStartOf(int newChunk) {
            set(rows, newChunk, 0);
            index = chunk == null ? 0 : chunk.from();
        }
    }

    /** Goes to the first row behind a time and number, or to the end. */
    void seek(Position<V> position, long time, long number) {
        if (count() == 0) {
            position.set(this, end(), 0);
            return;
        }
        int chunk = chunkBehind(time, number);
        int index = chunk(chunk).behind(time, number);
        if (index == chunk(chunk).to()) {
            chunk++;
            index = chunk == end() ? 0 : chunk(chunk).from();
        }
        position.set(this, chunk, index);
    }

    /** Removes the rows of the first chunk before an index. */
    private void dropFirst(int to) {
        RowChunk chunk = first();
        for (int index = chunk.from(); index < to; index++) {
            forget(chunk, index);
        }
        removeOfFirst(to);
    }

    /** The row is about to go: a snapshot in flight takes it as it is, and the next one is told. */
    private void forget(RowChunk chunk, int index) {
        touch(chunk, index);
        if (epochs().recordsRemovals()) {
            slice.table().writer().removed(slice.namespace(), owner, idOf(chunk, index));
        }
    }

    private void touch(RowChunk chunk, int index) {
        int touched = epochs().touched();
        if (chunk.mark(index) != touched) {
            writeIfNeeded(chunk, index);
            chunk.mark(index, touched);
            mark = touched;
        }
    }

    private boolean writeIfNeeded(RowChunk chunk, int index) {
        Epoch epoch = epochs();
        int rowMark = chunk.mark(index);
        boolean write = epoch.isUnwritten(rowMark) && epoch.isNeeded(rowMark);
        if (write) {
            TimedRowSerde.Row row = new TimedRowSerde.Row(side(), chunk.tag(index), chunk.value(index));
            slice.table().writer().putElement(slice.namespace(), owner, idOf(chunk, index), row);
        }
        return write;
    }

    private int side() {
        return (int) nextNumber & 1;
    }

    private static TimedRowSerde.Id idOf(RowChunk chunk, int index) {
        return new TimedRowSerde.Id(chunk.time(index), chunk.number(index));
    }

    SnapshotWalk walk() {
        return new TimedRowsWalk<>(this);
    }

    /** A walk begins; returns whether it has to look at the rows: those of which none was touched since all were written need not be. */
    boolean beginWalk() {
        boolean unwritten = epochs().isUnwritten(mark);
        if (unwritten && !epochs().isNeeded(mark)) {
            return false;
        }
        if (unwritten) {
            mark = epochs().written();
        }
        return true;
    }

    /** Writes the row, unless it is written or not needed. */
    void write(Position<V> position) {
        if (writeIfNeeded(position.chunk, position.index)) {
            position.chunk.mark(position.index, epochs().written());
        }
    }

    /** Sets a row, which an earlier file may have told otherwise. */
    void restore(TimedRowSerde.Id id, int tag, V value) {
        int chunk = chunkBehind(id.time(), id.number());
        int index = chunk(chunk).behind(id.time(), id.number());
        if (index > chunk(chunk).from() && chunk(chunk).is(index - 1, id.time(), id.number())) {
            chunk(chunk).set(index - 1, tag, epochs().touched(), value);
        } else {
            insertRow(chunk, index, id.time(), id.number(), tag, epochs().touched(), value);
        }
        nextNumber = Math.max(nextNumber, id.number() + SIDES);
        mark = epochs().touched();
    }

    /** Removes a row, without a trace, that was put before the current epoch. */
    void discardOlder(TimedRowSerde.Id id) {
        int chunk = chunkBehind(id.time(), id.number());
        RowChunk of = chunk(chunk);
        int index = of.behind(id.time(), id.number()) - 1;
        if (index >= of.from() && of.is(index, id.time(), id.number()) && isOlder(of, index)) {
            removeRow(chunk, index);
        }
    }

    /** Removes the rows that were put before the current epoch, without a trace; returns whether no row is left. */
    boolean discardOlder() {
        for (int chunk = end() - 1; chunk >= head(); chunk--) {
            RowChunk each = chunk(chunk);
            for (int index = each.to() - 1; index >= each.from(); index--) {
                if (isOlder(each, index)) {
                    removeRow(chunk, index);
                }
            }
        }
        return count() == 0;
    }

    private boolean isOlder(RowChunk chunk, int index) {
        return Epoch.epochOf(chunk.mark(index)) < epochs().current();
    }

    private Epoch epochs() {
        return slice.epochs();
    }

    private void requireRows() {
        if (count() == 0) {
            throw new IllegalStateException("Rows in table '" + slice.table().name() + "': there is none");
        }
    }

    private void requirePresent(V value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "Rows in table '" + slice.table().name() + "': null value: leave the row out");
        }
    }
}
