package io.millrace.snapshot;

import io.millrace.state.store.StateKind;
import java.util.HashMap;
import java.util.Map;

/** What one key has in one state: where it was last put, and how long it is. */
final class RawEntry {

    private final Map<Object, Element> elements;
    private long ownBytes;
    private int file;

    private record Element(long bytes, int file) {}

    private RawEntry(Map<Object, Element> elements, long ownBytes, int file) {
        this.elements = elements;
        this.ownBytes = ownBytes;
        this.file = file;
    }

    static RawEntry value(long bytes, int file) {
        return new RawEntry(Map.of(), bytes, file);
    }

    static RawEntry collection() {
        return new RawEntry(new HashMap<>(), 0, -1);
    }

    int elements() {
        return elements.size();
    }

    long bytes() {
        return ownBytes + elements.values().stream().mapToLong(Element::bytes).sum();
    }

    /** A list has that many elements. */
    void resize(int size, long bytes, int inFile) {
        ownBytes = bytes;
        file = inFile;
        if (size < elements.size()) {
            elements.keySet().removeIf(index -> (Integer) index >= size);
        }
    }

    void put(Object element, long bytes, int inFile) {
        elements.put(element, new Element(bytes, inFile));
    }

    /** Forgets what earlier files have put; returns whether nothing is left. */
    boolean discardOlder(int than, StateKind kind) {
        if (kind == StateKind.MAP) {
            elements.values().removeIf(element -> element.file() < than);
            return elements.isEmpty();
        }
        return file < than;
    }

    /** Forgets an element that an earlier file has put; returns whether nothing is left. */
    boolean discardOlder(Object element, int than) {
        Element found = elements.get(element);
        if (found != null && found.file() < than) {
            elements.remove(element);
        }
        return elements.isEmpty();
    }
}
