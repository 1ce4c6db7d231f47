package io.millrace.window.operator;

import io.millrace.state.table.Scheduled;
import java.util.List;

/**
 * What a key's events stand in, one part behind the other, for windows that are runs of them: a part for each timestamp, or
 * for so many events. Which parts there are is part of snapshots; what they give together is combined anew. Parts are known
 * by their rows, which stay as they are unless another part is put in before.
 *
 * <p>For snapshots the parts are in {@link Run}s of neighbors. The youngest is where the key is looked up, and the one that
 * most events change; when it is full all but the last of its parts become one in a namespace of its own. So a snapshot
 * writes the runs that have changed and no others.
 */
final class Sequence<K, T, A> extends Scheduled {

    /** A run has no more parts, so that one comes into being, or goes, once in many. */
    private static final int MOST = 64;

    // the columns of rows
    static final int TIME = 0;
    static final int TOLD = 1;

    final K key;
    final int hash;

    private final Sequences<K, T, A> all;
    private final Rows<A> rows;

    /** The oldest and the youngest run. */
    private Run<K, T, A> oldest;

    private Run<K, T, A> youngest;

    /** Those that runs are in; null while there is one run alone. */
    private NumberAllocator namespaces;

    /** What the window looked at last gives; null where none has been. */
    private Combination<T, A> combination;

    // the first and the last part of that window
    private long from;
    private long to;

    /** No part goes before those up to this time are of no use; to know it saves a look at what has not been read for long. */
    private long nextDrop = Long.MIN_VALUE;

    /** The next part whose window ends. For trailing windows. */
    long next;

    /** How many parts there are whose windows have emitted nothing. For trailing windows. */
    int silent;

    /** One of a run that is in the table. */
    Sequence(Sequences<K, T, A> all, K key, int hash, Run<K, T, A> run) {
        this.all = all;
        this.key = key;
        this.hash = hash;
        rows = run.rows;
        oldest = run;
        youngest = run;
        run.sequence = this;
    }

    static <A> Rows<A> rows(Layout<A> layout) {
        return new Rows<>(layout, TOLD + 1, 1);
    }

    private void fill(long row, long time, long told, A accumulator) {
        fill(rows, row, time, told, accumulator);
    }

    static <A> void fill(Rows<A> rows, long row, long time, long told, A accumulator) {
        rows.setNumber(row, TIME, time);
        rows.setNumber(row, TOLD, told);
        rows.setAccumulator(row, 0, accumulator);
    }

    /**
     * What is remembered of a part's window.
     *
     * @param emitted how many results it has emitted, but for that at its end
     * @param isOver whether it emits none at its end, which had passed when the part came
     */
    static long told(int emitted, boolean isOver) {
        return 2L * emitted + (isOver ? 1 : 0);
    }

    static int emittedOf(long told) {
        return (int) (told >> 1);
    }

    static boolean isOverBy(long told) {
        return (told & 1) != 0;
    }

    /** In the order of the keys' hashes. */
    @Override
    protected boolean precedes(Scheduled other) {
        return Integer.compareUnsigned(hash, ((Sequence<?, ?, ?>) other).hash) < 0;
    }

    int size() {
        return rows.size();
    }

    long first() {
        return rows.first();
    }

    /** Behind the last part. */
    long end() {
        return rows.end();
    }

    long time(long row) {
        return rows.number(row, TIME);
    }

    /** The time of the last part. */
    long latest() {
        return time(end() - 1);
    }

    boolean has(long row, long time) {
        return row < end() && time(row) == time;
    }

    /** The first part that is not before a time, or the end. */
    long from(long time) {
        return rows.ceiling(time);
    }

    /** The first part that is behind a time, or the end. */
    long behind(long time) {
        return time == Long.MAX_VALUE ? end() : from(time + 1);
    }

    int emitted(long row) {
        return emittedOf(rows.number(row, TOLD));
    }

    boolean isOver(long row) {
        return isOverBy(rows.number(row, TOLD));
    }

    /** One more result of a part's window. */
    void countEmitted(long row) {
        touch(row);
        silent -= emitted(row) == 0 ? 1 : 0;
        rows.setNumber(row, TOLD, rows.number(row, TOLD) + 2);
    }

    /** The accumulator of a part; to be read, or changed and then {@linkplain #set set}, at once. */
    A get(long row) {
        return rows.accumulator(row, 0, rows.layout().scratch(Layout.PART));
    }

    /** The accumulator of a part has changed; its run has been {@linkplain #touch touched} before. */
    void set(long row, A accumulator) {
        rows.setAccumulator(row, 0, accumulator);
    }

    /** A part has taken in more, and has a later time. */
    void extend(long row, long time) {
        rows.setNumber(row, TIME, time);
    }

    /** Has to be called before a part changes: looks its run up, once in an epoch. */
    void touch(long row) {
        all.touch(runOf(row));
    }

    /** The run that a part is in, or comes into when it is put in there. */
    private Run<K, T, A> runOf(long row) {
        Run<K, T, A> run = youngest;
        while (run.start > row) {
            run = run.previous;
        }
        return run;
    }

    /** Puts a part in before the one that is there, or at the end. */
    void insert(long row, long time, long told, A accumulator) {
        Run<K, T, A> run = runOf(row);
        all.touch(run);
        rows.insert(row);
        fill(row, time, told, accumulator);
        run.size++;
        nextDrop = run == oldest ? Long.MIN_VALUE : nextDrop;
        for (Run<K, T, A> later = run.next; later != null; later = later.next) {
            later.start++;
        }
        from += row <= from ? 1 : 0;
        to += row <= to ? 1 : 0;
        next += row < next || (isOverBy(told) && row == next) ? 1 : 0;
        silent++;
        if (run.size > MOST) {
            divide(run);
        }
    }

    /** Runs that grow at the end fill up one after the other. */
    private void divide(Run<K, T, A> run) {
        int older = run == youngest ? run.size - 1 : run.size / 2;
        Run<K, T, A> divided = new Run<>(rows, run.start, older);
        run.start += older;
        run.size -= older;
        link(run.previous, divided);
        link(divided, run);
        divided.sequence = this;
        all.put(divided, take(namespaces == null ? Sequences.LOOK_UP + 1 : namespaces.lowestFree()));
    }

    private long take(long namespace) {
        if (namespaces == null) {
            namespaces = new NumberAllocator();
            namespaces.take(Sequences.LOOK_UP);
        }
        namespaces.take(namespace);
        return namespace;
    }

    private void link(Run<K, T, A> before, Run<K, T, A> run) {
        run.previous = before;
        if (before == null) {
            oldest = run;
        } else {
            before.next = run;
        }
    }

    /** Takes the runs that have been restored besides the one where the key is looked up, in their order. */
    void restore(List<Run<K, T, A>> older) {
        for (int i = older.size() - 1; i >= 0; i--) {
            Run<K, T, A> run = older.get(i);
            if (run.last() >= oldest.first()) {
                throw KeyedPane.damaged("parts of key " + key + " are in no order");
            }
            restore(run);
        }
        for (long row = first(); row < end(); row++) {
            silent += emitted(row) == 0 ? 1 : 0;
        }
    }

    private void restore(Run<K, T, A> run) {
        Rows<A> restored = run.rows;
        for (long row = run.end() - 1; row >= run.start; row--) {
            rows.addFirst();
            fill(first(), restored.number(row, TIME), restored.number(row, TOLD), restored.accumulator(
                    row, 0, rows.layout().scratch(Layout.PART)));
        }
        run.rows = rows;
        run.sequence = this;
        run.start = first();
        take(run.slice.namespace());
        link(run, oldest);
        link(null, run);
    }

    /** A part has taken in an event: its first one, when the part is new. */
    void update(long row, boolean isNew, T event, long timestamp) throws Exception {
        if (combination != null && from <= row && row <= to) {
            combination.update(time(row), get(row), isNew, event, timestamp);
        }
    }

    /**
     * What all parts give together that are behind a time, up to one of them; to be read at once. What goes out goes first:
     * the sum over two windows may overflow where that over neither does.
     */
    A combined(long before, long last) throws Exception {
        if (combination == null || last < from || time(to) <= before) {
            start(before, last);
            return combination.total();
        }
        for (; to > last; to--) {
            combination.removeLast(get(to));
        }
        for (; time(from) <= before; from++) {
            combination.removeFirst(get(from));
        }
        while (from > first() && time(from - 1) > before) {
            from--;
            combination.addFirst(time(from), get(from));
        }
        while (to < last) {
            to++;
            combination.addLast(time(to), get(to));
        }
        return combination.total();
    }

    private void start(long before, long last) throws Exception {
        combination = all.combination();
        from = last;
        to = last;
        while (from > first() && time(from - 1) > before) {
            from--;
        }
        for (long row = from; row <= to; row++) {
            combination.addLast(time(row), get(row));
        }
    }

    /** Takes out the parts that are of no use when those up to a time are not; where there are several runs, whole ones. */
    void dropUpTo(long time) throws Exception {
        if (time < nextDrop) {
            return;
        }
        while (oldest != youngest && oldest.last() <= time) {
            Run<K, T, A> run = oldest;
            all.remove(run);
            namespaces.free(run.slice.namespace());
            link(null, run.next);
            dropBefore(oldest.start);
        }
        if (oldest == youngest && oldest.first() <= time) {
            long kept = behind(time);
            if (kept == end()) {
                all.remove(youngest);
            } else {
                all.touch(youngest);
            }
            dropBefore(kept);
            youngest.start = kept;
            youngest.size = rows.size();
        }
        nextDrop = size() == 0 ? Long.MIN_VALUE : oldest == youngest ? oldest.first() : oldest.last();
    }

    private void dropBefore(long kept) throws Exception {
        for (long row = first(); silent > 0 && row < kept; row++) {
            silent -= emitted(row) == 0 ? 1 : 0;
        }
        if (combination != null && to < kept) {
            combination = null;
        }
        for (; combination != null && from < kept; from++) {
            combination.removeFirst(get(from));
        }
        rows.removeBefore(kept);
    }
}
