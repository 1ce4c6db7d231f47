package io.millrace.window.operator;

import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import java.io.UncheckedIOException;

/**
 * The windows of a key that has many, in chunks of neighbors: one is found by a search among the chunks and a walk
 * within one. Each chunk is an entry of the table in a namespace of its own, one of them in that where the key is looked
 * up, so that a snapshot writes the chunks that have changed and no others.
 */
final class PaneChunks<K, A> {

    /** A key that has no more windows needs no chunks. */
    static final int FEW = 16;

    /** A chunk has no more panes, so that one comes into being, or goes, once in many. */
    private static final int MOST = 2 * FEW;

    /** Those with so many panes: how many there are in a namespace of further chunks, until it has to grow. */
    private static final int FEW_KEYS = 1;

    /** Where the key is looked up. */
    private static final long LOOK_UP = 0;

    /** A few panes of a key that follow one another. */
    static final class Chunk<K, A> {
        private final PaneChunks<K, A> all;
        private Slice<K, KeyedPane<K, A>> slice;
        private KeyedPane<K, A> first;
        private int size;

        private Chunk(PaneChunks<K, A> all, Slice<K, KeyedPane<K, A>> slice, KeyedPane<K, A> first) {
            this.all = all;
            this.slice = slice;
            this.first = first;
        }

        PaneChunks<K, A> all() {
            return all;
        }

        /** The entry of the key whose value is the first of these panes. */
        Slice<K, KeyedPane<K, A>> slice() {
            return slice;
        }
    }

    private final K key;
    private final int hash;

    private final StateTable<K, KeyedPane<K, A>> table;

    /** Those that chunks are in; null while there is one chunk alone. */
    private NumberAllocator namespaces;

    /** In the order of their panes. */
    private Chunk<K, A>[] chunks = newChunks(1);

    // where they are in the array
    private int head;
    private int end;

    private KeyedPane<K, A> latest;

    PaneChunks(StateTable<K, KeyedPane<K, A>> table, K key, int hash) {
        this.table = table;
        this.key = key;
        this.hash = hash;
    }

    /** Takes the panes that a key has so far, the first of which is in the table. */
    void begin(KeyedPane<K, A> first) {
        insert(0, newChunk(table.slice(LOOK_UP), first), first);
    }

    /** Puts a restored run of panes, which are linked with each other alone, into a chunk; {@link #link} follows. */
    void restore(Slice<K, KeyedPane<K, A>> slice, KeyedPane<K, A> first) {
        if (slice.namespace() < 0) {
            throw damaged(first);
        }
        insert(indexOf(first), newChunk(slice, first), first);
    }

    /** Links restored chunks with one another. */
    void link() {
        for (int i = head + 1; i < end; i++) {
            KeyedPane<K, A> last = lastOf(chunks[i - 1]);
            if (!last.isBefore(chunks[i].first.start, chunks[i].first.last)) {
                throw damaged(last);
            }
            last.next = chunks[i].first;
            last.next.previous = last;
        }
        latest = lastOf(chunks[end - 1]);
    }

    private static UncheckedIOException damaged(KeyedPane<?, ?> pane) {
        return KeyedPane.damaged("windows of key " + pane.key + " are in no order");
    }

    private static <K, A> KeyedPane<K, A> lastOf(Chunk<K, A> chunk) {
        KeyedPane<K, A> pane = chunk.first;
        for (int left = chunk.size; left > 1; left--) {
            pane = pane.next;
        }
        return pane;
    }

    private Chunk<K, A> newChunk(Slice<K, KeyedPane<K, A>> slice, KeyedPane<K, A> first) {
        if (slice.namespace() != LOOK_UP) {
            taken().take(slice.namespace());
        }
        return new Chunk<>(this, slice, first);
    }

    /** There is always a chunk where the key is looked up. */
    private NumberAllocator taken() {
        if (namespaces == null) {
            namespaces = new NumberAllocator();
            namespaces.take(LOOK_UP);
        }
        return namespaces;
    }

    /** Has a pane and those behind it, up to the first of another chunk, be those of a chunk. */
    private void insert(int index, Chunk<K, A> chunk, KeyedPane<K, A> first) {
        KeyedPane<K, A> next = index < end ? chunks[index].first : null;
        for (KeyedPane<K, A> pane = first; pane != null && pane != next; pane = pane.next) {
            pane.chunk = chunk;
            chunk.size++;
            latest = pane.next == null ? pane : latest;
        }
        int at = index - head;
        makeRoom();
        System.arraycopy(chunks, head + at, chunks, head + at + 1, end - head - at);
        chunks[head + at] = chunk;
        end++;
    }

    private void makeRoom() {
        if (end == chunks.length) {
            int count = end - head;
            Chunk<K, A>[] moved = newChunks(count > end / 2 ? 2 * end : count < end / 8 ? end / 2 : end);
            System.arraycopy(chunks, head, moved, 0, count);
            chunks = moved;
            head = 0;
            end = count;
        }
    }

    KeyedPane<K, A> first() {
        return chunks[head].first;
    }

    /** A pane that is not behind these bounds, with few between; the first one of all when they come before it. */
    KeyedPane<K, A> near(long start, long last) {
        return latest.isBefore(start, last) ? latest : chunks[Math.max(head, indexOf(start, last) - 1)].first;
    }

    private int indexOf(KeyedPane<K, A> firstOfChunk) {
        return indexOf(firstOfChunk.start, firstOfChunk.last);
    }

    /** Behind the chunks that begin before these bounds. */
    private int indexOf(long start, long last) {
        int low = head;
        int high = end;
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

    /** Puts a pane behind another one, or before all where that is null. */
    void insert(KeyedPane<K, A> previous, KeyedPane<K, A> pane) {
        if (previous == null) {
            insertFirst(pane);
            return;
        }
        previous.chunk.slice.get(key, hash); // it is about to change
        previous.insertNext(pane);
        latest = pane.next == null ? pane : latest;
        pane.chunk = previous.chunk;
        pane.chunk.size++;
        if (pane.chunk.size > MOST) {
            divide(pane.chunk, pane);
        }
    }

    private void insertFirst(KeyedPane<K, A> pane) {
        Chunk<K, A> chunk = chunks[head];
        chunk.slice.get(key, hash); // it is about to change
        pane.next = chunk.first;
        chunk.first.previous = pane;
        if (chunk.size == MOST) {
            begin(head, pane);
            return;
        }
        pane.chunk = chunk;
        chunk.size++;
        chunk.first = pane;
        chunk.slice.put(key, hash, pane);
    }

    /** Panes that come in order, either way, fill one chunk after the other. */
    private void divide(Chunk<K, A> chunk, KeyedPane<K, A> added) {
        KeyedPane<K, A> first = added;
        if (added.next != null) {
            first = chunk.first;
            for (int left = chunk.size / 2; left > 0; left--) {
                first = first.next;
            }
        }
        chunk.size -= begin(indexOf(chunk.first) + 1, first).size;
    }

    private Chunk<K, A> begin(int index, KeyedPane<K, A> first) {
        Chunk<K, A> chunk = newChunk(table.slice(taken().lowestFree(), FEW_KEYS), first);
        insert(index, chunk, first);
        chunk.slice.put(key, hash, first);
        return chunk;
    }

    /** A pane is about to be taken out of the list. */
    void remove(KeyedPane<K, A> pane) {
        Chunk<K, A> chunk = pane.chunk;
        latest = pane == latest ? pane.previous : latest;
        chunk.size--;
        if (chunk.size == 0) {
            drop(indexOf(chunk.first));
        } else if (chunk.first == pane) {
            chunk.first = pane.next;
            chunk.slice.put(key, hash, chunk.first);
        }
        if (end - head == 1 && chunks[head].size <= FEW / 2) {
            dissolve(pane);
        }
    }

    private void drop(int index) {
        Chunk<K, A> chunk = chunks[index];
        if (index == head) {
            chunks[head++] = null;
        } else {
            end--;
            System.arraycopy(chunks, index + 1, chunks, index, end - index);
            chunks[end] = null;
        }
        leave(chunk.slice);
        if (chunk.slice.namespace() == LOOK_UP && head < end) {
            moveToLookUp(chunks[end - 1], chunk.slice);
        }
    }

    private void leave(Slice<K, KeyedPane<K, A>> slice) {
        slice.remove(key, hash);
        if (slice.namespace() != LOOK_UP) {
            namespaces.free(slice.namespace());
            if (slice.size() == 0) {
                table.drop(slice.namespace());
            }
        }
    }

    private void moveToLookUp(Chunk<K, A> chunk, Slice<K, KeyedPane<K, A>> lookUp) {
        leave(chunk.slice);
        chunk.slice = lookUp;
        lookUp.put(key, hash, chunk.first);
    }

    /** The windows are few again, but for one that is about to go. */
    private void dissolve(KeyedPane<K, A> going) {
        for (KeyedPane<K, A> pane = chunks[head].first; pane != null; pane = pane.next) {
            pane.chunk = null;
        }
        going.chunk = null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be created otherwise
    private static <K, A> Chunk<K, A>[] newChunks(int length) {
        return new Chunk[length];
    }
}
