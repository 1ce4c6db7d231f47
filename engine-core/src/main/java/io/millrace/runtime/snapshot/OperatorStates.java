package io.millrace.runtime.snapshot;

import io.millrace.operator.Redistribution;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.store.Manifest;
import io.millrace.state.store.Pieces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The state of an operator's instance that is not keyed. */
public final class OperatorStates {

    private final String operator;
    private final SerdeRegistry serdes;
    private final RestorePlan.Restored restored;
    private final Map<String, Elements<?>> states = new LinkedHashMap<>();

    public OperatorStates(String operator, SerdeRegistry serdes, RestorePlan.Restored restored) {
        this.operator = operator;
        this.serdes = serdes;
        this.restored = restored;
    }

    public <E> ListState<E> declare(ListSpec<E> spec, Redistribution redistribution) {
        return declare(spec, redistribution, redistribution == Redistribution.SAME);
    }

    /**
     * Declares a state.
     *
     * @param once whether an element is written as it is when it is written first: it may be somebody else's later
     */
    public <E> ListState<E> declare(ListSpec<E> spec, Redistribution redistribution, boolean once) {
        if (states.containsKey(spec.name())) {
            throw new IllegalStateException("operator '" + operator + "' declares the operator state '" + spec.name()
                    + "' twice: give each one a name of its own");
        }
        boolean written = redistribution != Redistribution.SAME || restored.subtask() == 0;
        Elements<E> state = new Elements<>(serdes.serde(spec.elementType()), once, written);
        Serde.formOf(state.serde);
        try {
            restored.elements(spec.name(), state.serde, redistribution).forEach(state::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        states.put(spec.name(), state);
        return state;
    }

    public List<Manifest.Piece> write() throws IOException {
        List<Manifest.Piece> pieces = new ArrayList<>();
        for (Map.Entry<String, Elements<?>> state : states.entrySet()) {
            if (state.getValue().written) {
                pieces.add(write(state.getKey(), state.getValue()));
            }
        }
        return pieces;
    }

    private Manifest.Piece write(String name, Elements<?> state) throws IOException {
        try {
            return state.write(name);
        } catch (Throwable e) {
            // whatever the serde throws: a failure of the snapshot
            throw new IOException(
                    "State '" + name + "' of operator '" + operator + "' cannot be written: " + SafeText.of(e), e);
        }
    }

    /** What the snapshot has that is not declared. */
    public Set<String> leftOver() {
        Set<String> left = new TreeSet<>(restored.names());
        left.removeAll(states.keySet());
        return left;
    }

    private static final class Entry<E> {

        private final E element;
        private byte[] bytes;

        private Entry(E element) {
            this.element = element;
        }
    }

    private static final class Elements<E> implements ListState<E> {

        private final Serde<E> serde;
        private final boolean once;
        private final boolean written;
        private final List<Entry<E>> elements = new ArrayList<>();

        private Elements(Serde<E> serde, boolean once, boolean written) {
            this.serde = serde;
            this.once = once;
            this.written = written;
        }

        private Manifest.Piece write(String name) throws IOException {
            List<byte[]> written = new ArrayList<>();
            for (Entry<E> entry : elements) {
                byte[] bytes = entry.bytes == null ? Pieces.bytesOf(entry.element, serde) : entry.bytes;
                entry.bytes = once ? bytes : null;
                written.add(bytes);
            }
            return Pieces.of(name, serde, written);
        }

        @Override
        public void add(E element) {
            elements.add(new Entry<>(Objects.requireNonNull(element, "an element of operator state must not be null")));
        }

        @Override
        public List<E> elements() {
            return elements.stream().map(entry -> entry.element).toList();
        }

        @Override
        public void removeIf(Predicate<? super E> condition) {
            elements.removeIf(entry -> condition.test(entry.element));
        }

        @Override
        public int size() {
            return elements.size();
        }

        @Override
        public void clear() {
            elements.clear();
        }
    }
}
