package io.millrace.state;

import io.millrace.state.table.ByKey;
import io.millrace.state.table.KeyList;
import io.millrace.state.table.PerKey;
import io.millrace.state.table.StateBackend;
import java.util.List;
import java.util.function.Predicate;

/** The list of whatever key is current. A key whose list is empty has no entry. */
final class KeyedList<E> extends KeyedEntry<ListState<E>, KeyList<E>> implements ListState<E> {
    private final ListSpec<E> spec;

    KeyedList(ListSpec<E> spec) {
        super(spec.name(), spec.ttl());
        this.spec = spec;
    }

    @Override
    ByKey<Object, ? extends KeyList<E>> entries(StateBackend<Object> backend, PerKey<Object> states) {
        return states.lists(spec.name(), spec.elementType());
    }

    @Override
    public void add(E element) {
        if (element == null) {
            throw refusal(": a null element is added: leave it out");
        }
        KeyList<E> list = change();
        (list != null ? list : getOrAdd()).append(element);
        written();
    }

    @Override
    public List<E> elements() {
        KeyList<E> list = read();
        return list == null ? List.of() : list.elements();
    }

    @Override
    public void removeIf(Predicate<? super E> condition) {
        KeyList<E> list = change();
        if (list != null && !removesEmpty()) {
            list.discardIf(condition);
            return;
        }
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
        KeyList<E> list = read();
        return list == null ? 0 : list.size();
    }
}
