package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;

/** Lists and sets: their elements in the order in which they iterate. Hashed as the interfaces specify. */
final class CollectionSerde<E, C extends Collection<E>> implements NeverEmpty<C> {
    private final String kind;
    private final Elements<E> elements;
    private final Supplier<C> empty;
    private final int hashFactor;

    private CollectionSerde(String kind, Serde<E> element, Supplier<C> empty, int hashFactor) {
        this.kind = kind;
        this.elements = new Elements<>(element);
        this.empty = empty;
        this.hashFactor = hashFactor;
    }

    static <E> CollectionSerde<E, Collection<E>> list(Serde<E> element) {
        return new CollectionSerde<>("list", element, ArrayList::new, 31);
    }

    static <E> CollectionSerde<E, Collection<E>> set(Serde<E> element) {
        return new CollectionSerde<>("set", element, LinkedHashSet::new, 1);
    }

    @Override
    public void write(C value, DataOutput out) throws IOException {
        elements.write(value, out);
    }

    @Override
    public C read(DataInput in) throws IOException {
        return read(elements.element()::read, in);
    }

    @Override
    public Reader<C> readerOf(String writtenForm) throws IOException {
        List<Form.Part> parts = Form.parts(writtenForm, kind, 1);
        if (parts.isEmpty()) {
            throw Form.other(writtenForm, this);
        }
        Reader<? extends E> element =
                Serde.readerFor(elements.element(), parts.get(0).form());
        return in -> read(element, in);
    }

    private C read(Reader<? extends E> element, DataInput in) throws IOException {
        C collection = empty.get();
        int count = elements.readInto(collection, element, in);
        if (collection.size() != count) {
            throw new IOException("Damaged " + form() + ": it holds an element twice");
        }
        return collection;
    }

    @Override
    public int hash(C value) {
        int hash = kind.equals("list") ? 1 : 0;
        for (E element : value) {
            hash = hashFactor * hash + elements.hash(element);
        }
        return hash;
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public String form() {
        return kind + "<" + Serde.formOf(elements.element()) + ">";
    }
}
