package io.millrace.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the world has seen of a sink, and what is prepared for it. Outlives the process that is simulated. */
final class Recording {

    private final List<Object> visible = new ArrayList<>();
    private final Map<Transaction, List<Object>> prepared = new HashMap<>();

    /** Which results they are that were prepared together. */
    record Transaction(int attempt, int subtask, long snapshot) {}

    List<Object> visible() {
        return Collections.unmodifiableList(visible);
    }

    void add(Object result) {
        visible.add(result);
    }

    void prepare(Transaction transaction, List<Object> results) {
        prepared.put(transaction, List.copyOf(results));
    }

    /** What was prepared becomes visible, unless it is already. */
    void commit(Transaction transaction) {
        List<Object> results = prepared.remove(transaction);
        if (results != null) {
            visible.addAll(results);
        }
    }

    /** Of attempts before this one. */
    void forgetPrepared(int attempt) {
        prepared.keySet().removeIf(transaction -> transaction.attempt < attempt);
    }
}
