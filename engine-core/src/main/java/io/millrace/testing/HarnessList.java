package io.millrace.testing;

import io.millrace.state.ListState;
import io.millrace.state.serde.Serde;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** Operator state of a harness. */
final class HarnessList<E> implements ListState<E> {

    private final Serde<E> serde;
    private final List<E> elements = new ArrayList<>();

    HarnessList(Serde<E> serde) {
        this.serde = serde;
    }

    @Override
    public void add(E element) {
        if (element == null) {
            throw new IllegalArgumentException("a null element is added to operator state: leave it out");
        }
        elements.add(element);
    }

    @Override
    public List<E> elements() {
        return Collections.unmodifiableList(elements);
    }

    @Override
    public void removeIf(Predicate<? super E> condition) {
        elements.removeIf(condition);
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public void clear() {
        elements.clear();
    }

    List<byte[]> written() throws IOException {
        return OperatorSnapshot.written(elements, serde);
    }

    void restore(String name, OperatorSnapshot snapshot) throws IOException {
        elements.addAll(snapshot.elements(name, serde));
    }
}
