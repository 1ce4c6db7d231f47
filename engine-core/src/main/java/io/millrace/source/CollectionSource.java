package io.millrace.source;

/** The elements of something that can be iterated again and again, in the same order. */
final class CollectionSource<T> implements Source<T> {

    private static final long serialVersionUID = 1;

    private final Iterable<? extends T> elements;

    CollectionSource(Iterable<? extends T> elements) {
        this.elements = elements;
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        long start = Positions.count(context);
        IteratorReader<T> reader = new IteratorReader<>(context, elements.iterator(), true);
        reader.skip(start);
        return reader;
    }
}
