package io.millrace.state.table;

import io.millrace.state.store.RecordReader;
import java.io.IOException;
import java.util.function.BiFunction;

/** A {@link TableReader} for each kind of state. */
final class TableReaders {
    private TableReaders() {}

    static final class Values<K, V> extends TableReader<K, V> {
        Values(StateTable<K, V> table, TableForm<K> form) {
            super(table, form);
        }

        @Override
        @SuppressWarnings("unchecked") // the serde is that of the table's values
        void put(Slice<K, V> slice, K key, int hash, RecordReader record) throws IOException {
            V value = (V) record.value(form().values());
            String fault = table().faultOf(value);
            if (fault != null) {
                throw record.damaged("state '" + table().name() + "' has " + fault);
            }
            slice.put(key, hash, value);
        }
    }

    static final class Timers<K> extends TableReader<K, TimerQueue.Timer<K>> {
        private final TimerQueue<K> queue;

        Timers(TimerQueue<K> queue, TableForm<K> form) {
            super(queue.timers(), form);
            this.queue = queue;
        }

        @Override
        void put(Slice<K, TimerQueue.Timer<K>> slice, K key, int hash, RecordReader record) throws IOException {
            TimerQueue.Timer<?> read = (TimerQueue.Timer<?>) record.value(form().values());
            TimerQueue.Timer<K> timer = new TimerQueue.Timer<>(key, hash);
            timer.due = read.due;
            timer.sequence = read.sequence;
            slice.put(key, hash, timer);
        }

        @Override
        void finish() {
            queue.rebuild();
        }
    }

    static final class Lists<K, E> extends TableReader<K, ElementList<E>> {
        /** What the record of an element takes at least: its kind, state, namespace, key, index and value. */
        private static final int LEAST_RECORD = 7;

        private RecordReader file;

        /** How many elements the file owes for the sizes that it has told. */
        private long owed;

        Lists(StateTable<K, ElementList<E>> table, TableForm<K> form) {
            super(table, form);
        }

        @Override
        void resize(Slice<K, ElementList<E>> slice, K key, int hash, RecordReader record) throws IOException {
            int size = record.size();
            ElementList<E> list = slice.getOrAdd(key, hash);
            owe(Math.max(0, size - list.size()), record);
            list.restoreSize(size);
        }

        /** Room is made for what can be there, and not for what a size says. */
        private void owe(int more, RecordReader record) throws IOException {
            if (record != file) {
                file = record;
                owed = 0;
            }
            owed += more;
            if (owed > record.bytesLeft() / LEAST_RECORD) {
                throw record.damaged(
                        "a list in state '" + table().name() + "' would have " + more + " elements more, and the "
                                + record.bytesLeft() + " bytes that are left in the file have no room for them");
            }
        }

        @Override
        @SuppressWarnings("unchecked") // the serde is that of the lists' elements
        void putElement(Slice<K, ElementList<E>> slice, K key, int hash, RecordReader record) throws IOException {
            ElementList<E> list = slice.peek(key, hash);
            int index = record.index();
            if (list == null || index >= list.size()) {
                throw record.damaged("state '" + table().name() + "' has an element " + index + " of a list of "
                        + (list == null ? 0 : list.size()));
            }
            owed--;
            list.restore(index, (E) record.value(form().values()));
        }

        @Override
        void finish() throws IOException {
            Slice<K, ElementList<E>> slice = table().firstSlice();
            for (; slice != null; slice = table().sliceAfter(slice.namespace())) {
                Cursor<K, ElementList<E>> cursor = slice.cursor();
                while (cursor.next()) {
                    if (!cursor.peek().isFilled()) {
                        throw file.damaged("elements of a list are missing in state '" + table().name()
                                + "' of operator '" + form().header().operator() + "'");
                    }
                }
            }
        }
    }

    static final class Maps<K, UK, UV> extends TableReader<K, ElementMap<UK, UV>> {
        Maps(StateTable<K, ElementMap<UK, UV>> table, TableForm<K> form) {
            super(table, form);
        }

        @Override
        @SuppressWarnings("unchecked") // the serdes are those of the maps' keys and values
        void putElement(Slice<K, ElementMap<UK, UV>> slice, K key, int hash, RecordReader record) throws IOException {
            ElementMap<UK, UV> map = slice.getOrAdd(key, hash);
            Object element = record.element(form().elements());
            map.put((UK) element, form().elementHasher().hash(element), (UV) record.value(form().values()));
        }

        @Override
        @SuppressWarnings("unchecked") // the serde is that of the maps' keys
        void removeElement(Slice<K, ElementMap<UK, UV>> slice, K key, int hash, RecordReader record)
                throws IOException {
            ElementMap<UK, UV> map = slice == null ? null : slice.peek(key, hash);
            if (map == null) {
                return;
            }
            Object element = record.element(form().elements());
            int elementHash = form().elementHasher().hash(element);
            int mark = map.markOf((UK) element, elementHash);
            if (mark != 0 && Epoch.epochOf(mark) < table().epochs().current()) {
                map.remove((UK) element, elementHash);
            }
            if (map.size() == 0) {
                slice.remove(key, hash);
            }
        }
    }

    /** Of rows in the order of their times, whatever they are kept by. */
    static final class Timed<K, V> extends TableReader<K, V> {
        private final BiFunction<V, Integer, TimedRows<?>> side;

        Timed(StateTable<K, V> table, TableForm<K> form, BiFunction<V, Integer, TimedRows<?>> side) {
            super(table, form);
            this.side = side;
        }

        @Override
        void putElement(Slice<K, V> slice, K key, int hash, RecordReader record) throws IOException {
            TimedRowSerde.Id id = (TimedRowSerde.Id) record.<Object>element(form().elements());
            TimedRowSerde.Row row = (TimedRowSerde.Row) record.<Object>value(form().values());
            if (row.side() != id.side()) {
                throw record.damaged("state '" + table().name() + "' has a row of another side than it says");
            }
            restore(side.apply(slice.getOrAdd(key, hash), id.side()), id, row);
        }

        @SuppressWarnings("unchecked") // the serde is that of the side
        private static <R> void restore(TimedRows<R> rows, TimedRowSerde.Id id, TimedRowSerde.Row row) {
            rows.restore(id, row.tag(), (R) row.value());
        }

        @Override
        void removeElement(Slice<K, V> slice, K key, int hash, RecordReader record) throws IOException {
            V value = slice == null ? null : slice.peek(key, hash);
            if (value == null) {
                return;
            }
            TimedRowSerde.Id id = (TimedRowSerde.Id) record.<Object>element(form().elements());
            side.apply(value, id.side()).discardOlder(id);
            if (isEmpty(value)) {
                slice.remove(key, hash);
            }
        }

        private static boolean isEmpty(Object value) {
            return value instanceof TimedSides<?, ?> sides ? sides.isEmpty() : ((TimedRows<?>) value).isEmpty();
        }
    }
}
