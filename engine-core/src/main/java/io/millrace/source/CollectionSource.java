package io.millrace.source;

import io.millrace.function.LambdaTypes;
import io.millrace.state.serde.Type;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.Collection;
import java.util.Optional;

/** The elements of something that can be iterated again and again, in the same order. */
final class CollectionSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final Iterable<? extends T> elements;

    CollectionSource(Iterable<? extends T> elements) {
        this.elements = elements;
    }

    private Object writeReplace() throws NotSerializableException {
        return elements instanceof Collection<?> collection ? WrittenElements.of(collection) : this;
    }

    /** Known where all elements are of one class that says all about them. */
    @Override
    @SuppressWarnings("unchecked") // all elements are of this class
    public Type<T> eventType() {
        if (!(elements instanceof Collection<?> collection) || collection.isEmpty()) {
            return null;
        }
        Class<?> first = collection.iterator().next().getClass();
        boolean same = collection.stream().allMatch(element -> element.getClass() == first);
        return same && LambdaTypes.isExact(first) ? Type.of((Class<T>) first) : null;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        long start = Positions.count(context);
        if (elements instanceof Collection<?> collection && start > collection.size()) {
            throw IteratorReader.tooFew(context, start, collection.size());
        }
        IteratorReader<T> reader = new IteratorReader<>(context, elements.iterator(), true);
        reader.skip(start);
        return reader;
    }

    @Override
    public Optional<String> whyNotPortable() {
        return elements instanceof Serializable
                ? Optional.empty()
                : Optional.of("its elements are a " + elements.getClass().getTypeName() + ", which is not serializable;"
                        + " give them in a collection, or by Sources.iterator(...)");
    }
}
