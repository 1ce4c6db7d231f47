package io.millrace.window.operator;

import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The windows of a key that has many, in chunks of neighbors: a window is found by a search among the chunks and a walk
 * within one. Each chunk is an entry of the table in a namespace of its own, one of them in that where the key is looked
 * up, so that a snapshot writes the chunks that have changed and no others.
 */
final class WindowChunks<K, A> {

    /** A key that has no more windows needs no chunks. */
    static final int FEW = 16;

    /** A chunk has no more windows, so that one comes into being, or goes, once in many. */
    private static final int MOST = 2 * FEW;

    /** A few windows of a key that follow one another. */
    static final class Chunk<K, A> {
        private final WindowChunks<K, A> all;
        private Slice<K, KeyedWindow<K, A>> slice;
        private KeyedWindow<K, A> first;
        private int size;

        private Chunk(WindowChunks<K, A> all, Slice<K, KeyedWindow<K, A>> slice, KeyedWindow<K, A> first) {
            this.all = all;
            this.slice = slice;
            this.first = first;
        }

        WindowChunks<K, A> all() {
            return all;
        }

        /** The entry of the key whose value is the first of these windows. */
        Slice<K, KeyedWindow<K, A>> slice() {
            return slice;
        }
    }

    private final StateTable<K, KeyedWindow<K, A>> table;
    private final Numbers namespaces = new Numbers();

    /** In the order of their windows. */
    private Chunk<K, A>[] chunks = newChunks(4);

    private int count;

    private WindowChunks(StateTable<K, KeyedWindow<K, A>> table) {
        this.table = table;
    }

    /** Puts windows of a key that are not many yet into a chunk. */
    static <K, A> void begin(StateTable<K, KeyedWindow<K, A>> table, KeyedWindow<K, A> first) {
        WindowChunks<K, A> all = new WindowChunks<>(table);
        all.insert(0, all.newChunk(table.slice(0), first), first);
    }

    /** Puts a restored run of windows, which are linked with each other alone, into a chunk; {@link #link} follows. */
    void restore(Slice<K, KeyedWindow<K, A>> slice, KeyedWindow<K, A> first) {
        if (slice.namespace() < 0) {
            throw damaged(first);
        }
        insert(indexOf(first), newChunk(slice, first), first);
    }

    /** Links restored chunks with one another. */
    void link() {
        for (int i = 1; i < count; i++) {
            KeyedWindow<K, A> last = lastOf(chunks[i - 1]);
            if (!last.isBefore(chunks[i].first.start, chunks[i].first.last)) {
                throw damaged(last);
            }
            last.next = chunks[i].first;
            last.next.previous = last;
        }
    }

    private static UncheckedIOException damaged(KeyedWindow<?, ?> window) {
        return KeyedWindows.damaged("windows of key " + window.key + " are in no order");
    }

    private static <K, A> KeyedWindow<K, A> lastOf(Chunk<K, A> chunk) {
        KeyedWindow<K, A> window = chunk.first;
        for (int left = chunk.size; left > 1; left--) {
            window = window.next;
        }
        return window;
    }

    private Chunk<K, A> newChunk(Slice<K, KeyedWindow<K, A>> slice, KeyedWindow<K, A> first) {
        namespaces.take(slice.namespace());
        return new Chunk<>(this, slice, first);
    }

    /** Has a window and those behind it, up to the first of another chunk, be those of a chunk. */
    private void insert(int index, Chunk<K, A> chunk, KeyedWindow<K, A> first) {
        KeyedWindow<K, A> end = index < count ? chunks[index].first : null;
        for (KeyedWindow<K, A> window = first; window != null && window != end; window = window.next) {
            window.chunk = chunk;
            chunk.size++;
        }
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * count);
        }
        System.arraycopy(chunks, index, chunks, index + 1, count - index);
        chunks[index] = chunk;
        count++;
    }

    KeyedWindow<K, A> first() {
        return chunks[0].first;
    }

    /** A window that is not behind these bounds, with few between; the first one of all when they come before it. */
    KeyedWindow<K, A> near(long start, long last) {
        return chunks[Math.max(0, indexOf(start, last) - 1)].first;
    }

    private int indexOf(KeyedWindow<K, A> firstOfChunk) {
        return indexOf(firstOfChunk.start, firstOfChunk.last);
    }

    /** How many chunks begin before these bounds. */
    private int indexOf(long start, long last) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunks[middle].first.isBefore(start, last)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A window has been put into the list behind another one, and joins its chunk. */
    void added(KeyedWindow<K, A> window, Chunk<K, A> chunk) {
        window.chunk = chunk;
        chunk.size++;
        if (chunk.size > MOST) {
            divide(chunk, window);
        }
    }

    /** A window has been put into the list before all others. */
    void addedFirst(KeyedWindow<K, A> window) {
        Chunk<K, A> chunk = chunks[0];
        if (chunk.size == MOST) {
            begin(0, window);
            return;
        }
        window.chunk = chunk;
        chunk.size++;
        chunk.first = window;
        chunk.slice.put(window.key, window.hash, window);
    }

    /** Windows that come in order, either way, fill one chunk after the other. */
    private void divide(Chunk<K, A> chunk, KeyedWindow<K, A> added) {
        KeyedWindow<K, A> first = added;
        if (added.next != null) {
            first = chunk.first;
            for (int left = chunk.size / 2; left > 0; left--) {
                first = first.next;
            }
        }
        int index = indexOf(chunk.first) + 1;
        Chunk<K, A> behind = begin(index, first);
        chunk.size -= behind.size;
    }

    private Chunk<K, A> begin(int index, KeyedWindow<K, A> first) {
        Chunk<K, A> chunk = newChunk(table.slice(namespaces.lowestFree()), first);
        insert(index, chunk, first);
        chunk.slice.put(first.key, first.hash, first);
        return chunk;
    }

    /** A window is about to be taken out of the list. */
    void remove(KeyedWindow<K, A> window) {
        Chunk<K, A> chunk = window.chunk;
        chunk.size--;
        if (chunk.size == 0) {
            drop(chunk);
        } else if (chunk.first == window) {
            chunk.first = window.next;
            chunk.slice.put(window.key, window.hash, chunk.first);
        }
        if (count == 1 && chunks[0].size <= FEW / 2) {
            dissolve(window);
        }
    }

    private void drop(Chunk<K, A> chunk) {
        int index = indexOf(chunk.first);
        count--;
        System.arraycopy(chunks, index + 1, chunks, index, count - index);
        chunks[count] = null;
        leave(chunk.slice, chunk.first);
        if (chunk.slice.namespace() == 0 && count > 0) {
            moveToLookUp(chunks[count - 1], chunk.slice);
        }
    }

    private void leave(Slice<K, KeyedWindow<K, A>> slice, KeyedWindow<K, A> window) {
        namespaces.free(slice.namespace());
        slice.remove(window.key, window.hash);
        if (slice.namespace() != 0 && slice.size() == 0) {
            table.drop(slice.namespace());
        }
    }

    private void moveToLookUp(Chunk<K, A> chunk, Slice<K, KeyedWindow<K, A>> lookUp) {
        leave(chunk.slice, chunk.first);
        namespaces.take(0);
        chunk.slice = lookUp;
        lookUp.put(chunk.first.key, chunk.first.hash, chunk.first);
    }

    /** The windows are few again, but for one that is about to go. */
    private void dissolve(KeyedWindow<K, A> going) {
        for (KeyedWindow<K, A> window = chunks[0].first; window != null; window = window.next) {
            window.chunk = null;
        }
        going.chunk = null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K, A> Chunk<K, A>[] newChunks(int length) {
        return new Chunk[length];
    }
}
