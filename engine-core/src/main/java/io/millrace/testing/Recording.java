package io.millrace.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the world has seen of a sink, and what is prepared for it. Outlives the process that is simulated. */
final class Recording {

    private final List<Object> visible = new ArrayList<>();
    private final Map<Integer, NavigableMap<Long, List<Object>>> prepared = new HashMap<>();

    List<Object> visible() {
        return Collections.unmodifiableList(visible);
    }

    void add(Object result) {
        visible.add(result);
    }

    void prepare(int subtask, long snapshot, List<Object> results) {
        prepared.computeIfAbsent(subtask, unused -> new TreeMap<>()).put(snapshot, List.copyOf(results));
    }

    /** What a writer has prepared for a snapshot and for those before it becomes visible, unless it is already. */
    void commit(int subtask, long snapshot) {
        NavigableMap<Long, List<Object>> ready =
                prepared.getOrDefault(subtask, new TreeMap<>()).headMap(snapshot, true);
        ready.values().forEach(visible::addAll);
        ready.clear();
    }

    void forgetPrepared() {
        prepared.clear();
    }
}
