package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.table.Scheduled;
import io.millrace.time.EventTime;
import java.util.List;

/**
 * What a key's events stand in, one part behind the other, for windows that are runs of them: a part for each timestamp, or
 * for so many events. Which parts there are is part of snapshots; what they give together is combined anew. Parts are known
 * by their times.
 *
 * <p>They are in {@link Run}s of neighbors. The youngest is where the key is looked up, and the one that most events change;
 * when it is full, all but the last of its parts become one in a namespace of its own. So a snapshot writes the runs that
 * have changed and no others, and a part that comes among others moves a few of them.
 */
final class Sequence<K, T, A> extends Scheduled {

    /** A run has no more parts, so that one comes into being, or goes, once in many. */
    private static final int MOST = 64;

    final K key;
    final int hash;

    private final Sequences<K, T, A> all;

    /** In the order of their parts. */
    private Run<K, T, A>[] runs = newRuns(1);

    // where they are in the array
    private int head;
    private int end;

    private Run<K, T, A> youngest;

    /** Those that runs are in; null while there is one run alone. */
    private NumberAllocator namespaces;

    /** What the window looked at last gives; null where none has been. */
    private Combination<T, A> combination;

    // the first and the last part of that window, by their times and where they were last
    private long fromTime;
    private long toTime;
    private final Position<K, T, A> from = new Position<>();
    private final Position<K, T, A> to = new Position<>();

    /** No part goes before those up to this time are of no use; to know it saves a look at what has not been read for long. */
    private long nextDrop = Long.MIN_VALUE;

    /** The time of the next part whose window ends, or {@link EventTime#NONE}. For trailing windows. */
    long next = EventTime.NONE;

    /** How many parts there are whose windows have emitted nothing. For trailing windows. */
    int silent;

    /** One of a run that is in the table. */
    Sequence(Sequences<K, T, A> all, K key, int hash, Run<K, T, A> run) {
        this.all = all;
        this.key = key;
        this.hash = hash;
        youngest = run;
        insert(0, run);
    }

    /** In the order of the keys' hashes. */
    @Override
    protected boolean precedes(Scheduled other) {
        return Integer.compareUnsigned(hash, ((Sequence<?, ?, ?>) other).hash) < 0;
    }

    boolean isEmpty() {
        return youngest.rows.size() == 0;
    }

    /** How many parts there are. */
    int size() {
        int size = 0;
        for (int i = head; i < end; i++) {
            size += runs[i].rows.size();
        }
        return size;
    }

    /** The time of the last part. */
    long latest() {
        return youngest.last();
    }

    void toFirst(Position<K, T, A> position) {
        position.set(runs[head], runs[head].rows.first());
    }

    void toLast(Position<K, T, A> position) {
        position.set(youngest, youngest.rows.end() - 1);
    }

    /** Finds the first part that is not before a time, or the end. */
    void seek(Position<K, T, A> position, long time) {
        if (isEmpty() || youngest.last() < time) {
            position.set(null, 0);
            return;
        }
        Run<K, T, A> run = runFor(time);
        position.set(run, run.rows.ceiling(time));
        if (position.row == run.rows.end()) {
            position.set(run.next, run.next.rows.first());
        }
    }

    /** Finds the first part that is behind a time, or the end. */
    void seekBehind(Position<K, T, A> position, long time) {
        if (time == Long.MAX_VALUE) {
            position.set(null, 0);
        } else {
            seek(position, time + 1);
        }
    }

    /** The last run that begins at a time or before, or else the first one. */
    private Run<K, T, A> runFor(long time) {
        if (end - head == 1 || youngest.first() <= time) {
            return youngest;
        }
        return runs[Math.max(head, indexBehind(time) - 1)];
    }

    /** Behind the runs that begin at a time or before. */
    private int indexBehind(long time) {
        int low = head;
        int high = end;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs[middle].first() <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Puts a part in before the one at a position, which is then that of the new part. */
    void insert(Position<K, T, A> position, long time, boolean isOver, A accumulator) {
        if (position.isEnd()) {
            position.set(youngest, youngest.rows.end());
        }
        Run<K, T, A> run = position.run;
        all.touch(run);
        run.rows.insert(position.row);
        run.fill(position.row, time, 0, isOver, accumulator);
        silent++;
        if (!isOver && (next == EventTime.NONE || time < next)) {
            next = time;
        }
        if (run == runs[head]) {
            nextDrop = Long.MIN_VALUE;
        }
        if (run.rows.size() > MOST) {
            divide(run, position.row);
            seek(position, time);
        }
    }

    /** The older parts become a run of their own: where parts come in order, all but the last, which has just come. */
    private void divide(Run<K, T, A> run, long added) {
        long end = run.rows.end();
        Run<K, T, A> older;
        if (run == youngest && added == end - 1) {
            older = new Run<>(run.rows);
            run.rows = Run.<K, T, A>empty(all.layout(), MOST + 1).rows;
            run.add(older, added, end);
            older.rows.removeLast();
        } else {
            older = Run.empty(all.layout(), MOST + 1);
            long middle = run.rows.first() + MOST / 2;
            older.add(run, run.rows.first(), middle);
            run.rows.removeBefore(middle);
        }
        insert(indexBehind(older.first() - 1), older);
        all.put(older, take(namespaces == null ? Sequences.LOOK_UP + 1 : namespaces.lowestFree()));
    }

    private long take(long namespace) {
        if (namespaces == null) {
            namespaces = new NumberAllocator();
            namespaces.take(Sequences.LOOK_UP);
        }
        namespaces.take(namespace);
        return namespace;
    }

    private void insert(int index, Run<K, T, A> run) {
        int at = index;
        if (end == runs.length) {
            at -= head;
            makeRoom();
        }
        System.arraycopy(runs, at, runs, at + 1, end - at);
        runs[at] = run;
        end++;
        run.sequence = this;
        link(at > head ? runs[at - 1] : null, run);
        link(run, at + 1 < end ? runs[at + 1] : null);
    }

    /** In an array of another size when they are more than half of it, or very few. */
    private void makeRoom() {
        int count = end - head;
        Run<K, T, A>[] moved = newRuns(count > end / 2 ? 2 * end : count < end / 8 ? end / 2 : end);
        System.arraycopy(runs, head, moved, 0, count);
        runs = moved;
        head = 0;
        end = count;
    }

    private static <K, T, A> void link(Run<K, T, A> before, Run<K, T, A> behind) {
        if (before != null) {
            before.next = behind;
        }
        if (behind != null) {
            behind.previous = before;
        }
    }

    /** Takes the runs that have been restored besides the one where the key is looked up, in their order. */
    void restore(List<Run<K, T, A>> older) {
        for (Run<K, T, A> run : older) {
            insert(end - 1, run);
            take(run.slice.namespace());
        }
        for (int i = head; i < end; i++) {
            Run<K, T, A> run = runs[i];
            if (run.next != null && run.last() >= run.next.first()) {
                throw KeyedPane.damaged("parts of key " + key + " are in no order");
            }
            silent += silentBefore(run, run.rows.end());
        }
    }

    private static int silentBefore(Run<?, ?, ?> run, long end) {
        int silent = 0;
        for (long row = run.rows.first(); row < end; row++) {
            silent += run.emitted(row) == 0 ? 1 : 0;
        }
        return silent;
    }

    /** One more result of a part's window. */
    void countEmitted(Position<K, T, A> part) {
        all.touch(part.run);
        silent -= part.run.emitted(part.row) == 0 ? 1 : 0;
        part.run.rows.setNumber(part.row, Run.TOLD, part.run.rows.number(part.row, Run.TOLD) + 2);
    }

    /** Has to be called before a part changes. */
    void touch(Position<K, T, A> part) {
        all.touch(part.run);
    }

    /** A part has taken in an event: its first one, when the part is new. */
    void update(Position<K, T, A> part, boolean isNew, Aggregate<? super T, A, ?> adding, T event, long timestamp)
            throws Exception {
        long time = part.time();
        if (combination != null && fromTime <= time && time <= toTime) {
            combination.update(time, part.get(), isNew, adding, event, timestamp);
        }
    }

    /**
     * What all parts give together that are behind a time, up to one of them; to be read at once. What goes out goes first:
     * the sum over two windows may overflow where that over neither does.
     */
    A combined(long before, Position<K, T, A> last) throws Exception {
        long lastTime = last.time();
        if (combination == null || lastTime < fromTime || toTime <= before) {
            start(before, last);
            return combination.total();
        }
        locate(from, fromTime);
        locate(to, toTime);
        while (toTime > lastTime) {
            combination.removeLast(to.get());
            to.previous();
            toTime = to.time();
        }
        while (fromTime <= before) {
            removeFirst();
        }
        while (from.hasPreviousBehind(before)) {
            from.previous();
            fromTime = from.time();
            combination.addFirst(fromTime, from.get());
        }
        while (toTime < lastTime) {
            to.next();
            toTime = to.time();
            combination.addLast(toTime, to.get());
        }
        return combination.total();
    }

    private void locate(Position<K, T, A> position, long time) {
        if (!position.isAt(time)) {
            seek(position, time);
        }
    }

    private void removeFirst() throws Exception {
        combination.removeFirst(from.get());
        from.next();
        fromTime = from.time();
    }

    private void start(long before, Position<K, T, A> last) throws Exception {
        combination = all.combination();
        from.set(last);
        while (from.hasPreviousBehind(before)) {
            from.previous();
        }
        fromTime = from.time();
        toTime = last.time();
        for (to.set(from); ; to.next()) {
            combination.addLast(to.time(), to.get());
            if (to.time() == toTime) {
                return;
            }
        }
    }

    /** Takes out the parts that are of no use when those up to a time are not; where there are several runs, whole ones. */
    void dropUpTo(long time) throws Exception {
        if (time < nextDrop) {
            return;
        }
        while (end - head > 1 && runs[head].last() <= time) {
            Run<K, T, A> run = runs[head];
            leave(run, run.rows.end());
            all.remove(run);
            namespaces.free(run.slice.namespace());
            runs[head++] = null;
            runs[head].previous = null;
        }
        if (end - head == 1 && youngest.first() <= time) {
            long kept = time == Long.MAX_VALUE ? youngest.rows.end() : youngest.rows.ceiling(time + 1);
            leave(youngest, kept);
            if (kept == youngest.rows.end()) {
                all.remove(youngest);
            } else {
                all.touch(youngest);
            }
            youngest.rows.removeBefore(kept);
        }
        nextDrop = isEmpty() ? Long.MIN_VALUE : end - head == 1 ? youngest.first() : runs[head].last();
    }

    /** Some parts are about to go, up to one of the oldest run. */
    private void leave(Run<K, T, A> run, long kept) throws Exception {
        silent -= silent == 0 ? 0 : silentBefore(run, kept);
        long last = run.time(kept - 1);
        if (combination == null || fromTime > last) {
            return;
        }
        if (toTime <= last) {
            combination = null;
            return;
        }
        locate(from, fromTime);
        while (fromTime <= last) {
            removeFirst();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K, T, A> Run<K, T, A>[] newRuns(int length) {
        return new Run[length];
    }
}
