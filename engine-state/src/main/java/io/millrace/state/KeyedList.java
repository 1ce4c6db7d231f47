package io.millrace.state;

import io.millrace.state.table.ElementList;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.StateTable;
import java.util.List;
import java.util.function.Predicate;

/** The list of whatever key is current. A key whose list is empty has no entry. */
final class KeyedList<E> extends KeyedEntry<ListState<E>, ElementList<E>> implements ListState<E> {
    private final ListSpec<E> spec;

    KeyedList(ListSpec<E> spec) {
        super(spec.name(), spec.ttl());
        this.spec = spec;
    }

    @Override
    StateTable<Object, ElementList<E>> table(StateBackend<Object> backend) {
        return backend.lists(spec.name(), spec.elementType());
    }

    @Override
    public void add(E element) {
        if (element == null) {
            throw refusal(": a null element is added: leave it out");
        }
        ElementList<E> list = change();
        (list != null ? list : getOrAdd()).append(element);
        written();
    }

    @Override
    public List<E> elements() {
        ElementList<E> list = read();
        return list == null ? List.of() : list;
    }

    @Override
    public void removeIf(Predicate<? super E> condition) {
        ElementList<E> list = change();
        int size = list == null ? 0 : list.size();
        if (size == 0) {
            return;
        }
        try {
            list.discardIf(condition);
        } finally {
            if (list.isEmpty()) {
                clear();
            } else if (list.size() < size) {
                written();
            }
        }
    }

    @Override
    public int size() {
        ElementList<E> list = read();
        return list == null ? 0 : list.size();
    }
}
