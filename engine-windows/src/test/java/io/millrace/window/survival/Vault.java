package io.millrace.window.survival;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Another system, with transactions. */
final class Vault {

    /** Results that a writer has prepared, by writer and number. */
    private final TreeMap<Long, TreeMap<Long, List<Event>>> prepared = new TreeMap<>();

    private final List<Event> visible = new ArrayList<>();
    private long writers;
    private long chunks;

    /**
     * What a writer has prepared.
     *
     * @param writer which writer of all that there ever were
     * @param chunk all that it has prepared up to this number
     */
    record Ticket(long writer, long chunk) {}

    long newWriter() {
        return ++writers;
    }

    Ticket prepare(long writer, List<Event> results) {
        prepared.computeIfAbsent(writer, unused -> new TreeMap<>()).put(++chunks, List.copyOf(results));
        return new Ticket(writer, chunks);
    }

    void commit(Ticket ticket) {
        var ready = prepared.getOrDefault(ticket.writer(), new TreeMap<>()).headMap(ticket.chunk(), true);
        ready.values().forEach(visible::addAll);
        ready.clear();
    }

    void forgetPrepared() {
        prepared.clear();
    }

    List<Event> visible() {
        return visible;
    }
}
