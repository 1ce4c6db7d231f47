package io.millrace.state;

import io.millrace.state.table.ElementList;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import java.util.List;
import java.util.function.Predicate;

/** The list of whatever key is current. A key whose list is empty has no entry. */
final class KeyedList<K, E> implements ListState<E> {
    private final KeyedState<K> keyed;
    private final String description;
    private final Slice<K, ElementList<E>> lists;
    private final boolean immutableElements;

    KeyedList(KeyedState<K> keyed, String description, StateTable<K, ElementList<E>> table, boolean immutableElements) {
        this.keyed = keyed;
        this.description = description;
        this.lists = table.slice(0);
        this.immutableElements = immutableElements;
    }

    @Override
    public void add(E element) {
        K key = keyed.currentKey();
        if (element == null) {
            throw new IllegalArgumentException(description + ": a null element is added: leave it out");
        }
        ElementList<E> list = lists.get(key, keyed.currentHash());
        if (list == null) {
            list = ElementList.in(lists, key, immutableElements);
            lists.put(key, keyed.currentHash(), list);
        }
        list.append(element);
    }

    @Override
    public List<E> elements() {
        ElementList<E> list = current();
        return list == null ? List.of() : list;
    }

    @Override
    public void removeIf(Predicate<? super E> condition) {
        ElementList<E> list = current();
        if (list == null) {
            return;
        }
        list.discardIf(condition);
        if (list.isEmpty()) {
            clear();
        }
    }

    @Override
    public int size() {
        ElementList<E> list = current();
        return list == null ? 0 : list.size();
    }

    @Override
    public void clear() {
        lists.remove(keyed.currentKey(), keyed.currentHash());
    }

    @Override
    public String toString() {
        return description;
    }

    private ElementList<E> current() {
        return lists.get(keyed.currentKey(), keyed.currentHash());
    }
}
