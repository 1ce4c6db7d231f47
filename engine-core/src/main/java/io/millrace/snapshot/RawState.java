package io.millrace.snapshot;

import io.millrace.state.store.RecordReader;
import io.millrace.state.store.StateHeader;
import io.millrace.state.store.StateKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** The entries that the files of one task have of one state, told apart by their bytes: so no serde is needed. */
final class RawState {

    private final StateHeader header;
    private final Map<Long, Map<ByteBuffer, RawEntry>> namespaces = new HashMap<>();

    RawState(StateHeader header) {
        this.header = header;
    }

    StateHeader header() {
        return header;
    }

    /**
     * Takes in what a record says.
     *
     * @param file which of the task's files it is from, ascending
     */
    void apply(RecordReader record, int file) throws IOException {
        switch (record.kind()) {
            case PUT -> put(record, file);
            case RESIZE -> entry(record).resize(record.size(), record.length(), file);
            case PUT_ELEMENT -> entry(record).put(element(record), record.length(), file);
            case REMOVE -> remove(record, file);
            case REMOVE_ELEMENT -> removeElement(record, file);
            case DROP -> drop(record.namespace(), file);
        }
    }

    long entries() {
        return namespaces.values().stream()
                .flatMap(namespace -> namespace.values().stream())
                .mapToLong(entry -> isCollection() ? entry.elements() : 1)
                .sum();
    }

    long bytes() {
        return namespaces.values().stream()
                .flatMap(namespace -> namespace.values().stream())
                .mapToLong(RawEntry::bytes)
                .sum();
    }

    private boolean isCollection() {
        return header.kind() == StateKind.LIST || header.kind() == StateKind.MAP;
    }

    private void put(RecordReader record, int file) throws IOException {
        Map<ByteBuffer, RawEntry> namespace = namespace(record);
        if (!header.kind().isByGroup()) {
            namespace.put(key(record), RawEntry.value(record.length(), file));
            return;
        }
        for (int group = record.firstGroup(); group <= record.lastGroup(); group++) {
            namespace.put(ByteBuffer.wrap(new byte[] {(byte) group}), RawEntry.value(record.length(), file));
        }
    }

    private void remove(RecordReader record, int file) {
        Map<ByteBuffer, RawEntry> namespace = namespaces.getOrDefault(record.namespace(), Map.of());
        RawEntry entry = namespace.get(key(record));
        if (entry != null && entry.discardOlder(file, header.kind())) {
            namespace.remove(key(record));
        }
    }

    private void removeElement(RecordReader record, int file) throws IOException {
        Map<ByteBuffer, RawEntry> namespace = namespaces.getOrDefault(record.namespace(), Map.of());
        RawEntry entry = namespace.get(key(record));
        if (entry != null && entry.discardOlder(element(record), file)) {
            namespace.remove(key(record));
        }
    }

    private void drop(long dropped, int file) {
        Map<ByteBuffer, RawEntry> namespace = namespaces.getOrDefault(dropped, Map.of());
        Iterator<RawEntry> entries = namespace.values().iterator();
        while (entries.hasNext()) {
            if (entries.next().discardOlder(file, header.kind())) {
                entries.remove();
            }
        }
    }

    private RawEntry entry(RecordReader record) {
        return namespace(record).computeIfAbsent(key(record), unused -> RawEntry.collection());
    }

    private Map<ByteBuffer, RawEntry> namespace(RecordReader record) {
        return namespaces.computeIfAbsent(record.namespace(), unused -> new HashMap<>());
    }

    private Object element(RecordReader record) throws IOException {
        return header.kind() == StateKind.LIST ? record.index() : ByteBuffer.wrap(record.elementBytes());
    }

    private static ByteBuffer key(RecordReader record) {
        return ByteBuffer.wrap(record.keyBytes());
    }
}
