package io.millrace.state.table;

import io.millrace.state.serde.KeyHasher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** A list for each key in a {@link KeyedStore}: its elements by numbers that ascend. */
final class StoredLists<K, E> extends StoredByKey<K, KeyList<E>> implements KeyList<E> {
    private final StoredEntries<K, Long, E> entries;

    /** How many elements have been added, to any list. */
    private final GroupProgress added;

    StoredLists(StoredEntries<K, Long, E> entries, KeyHasher<K> hasher, GroupProgress added) {
        super(entries, hasher);
        this.entries = entries;
        this.added = added;
    }

    @Override
    KeyList<E> current() {
        return this;
    }

    @Override
    public void append(E element) {
        added.advance(added.highest() + 1);
        entries.put(added.highest(), element);
    }

    @Override
    public void discardIf(Predicate<? super E> condition) {
        List<Long> discarded = new ArrayList<>();
        for (StoredEntries<K, Long, E>.Walk all = entries.walk(); all.next(); ) {
            if (condition.test(all.value())) {
                discarded.add(all.element());
            }
        }
        discarded.forEach(entries::remove);
    }

    @Override
    public List<E> elements() {
        List<E> elements = new ArrayList<>();
        for (StoredEntries<K, Long, E>.Walk all = entries.walk(); all.next(); ) {
            elements.add(all.value());
        }
        return Collections.unmodifiableList(elements);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public boolean isEmpty() {
        return entries.isEmpty();
    }
}
