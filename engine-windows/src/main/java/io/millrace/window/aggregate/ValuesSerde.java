package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.StateSerde;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Different values: written as a set is, but never put into one of the JDK's, for which their hashes may be too bad. */
final class ValuesSerde<A extends ValuesSerde.Values> extends StateSerde<A> {

    private static final String SET = "set";
    private static final String LIST = "list";

    private final Serde<List<Object>> list;
    private final Supplier<A> empty;

    /** An accumulator of values. */
    interface Values {

        int size();

        void add(Object value);

        void forEach(Consumer<Object> action);
    }

    private ValuesSerde(Serde<List<Object>> list, Supplier<A> empty) {
        super(SET + list.form().substring(LIST.length()));
        this.list = list;
        this.empty = empty;
    }

    static <A extends Values> ValuesSerde<A> of(Type<?> values, SerdeRegistry serdes, Supplier<A> empty) {
        return new ValuesSerde<>(serdes.serde(Type.<List<Object>>of(List.class, values)), empty);
    }

    @Override
    public void write(A values, DataOutput out) throws IOException {
        List<Object> elements = new ArrayList<>(values.size());
        values.forEach(elements::add);
        list.write(elements, out);
    }

    @Override
    public A read(DataInput in) throws IOException {
        return values(list.read(in));
    }

    @Override
    public Reader<A> readerOf(String writtenForm) throws IOException {
        if (!writtenForm.startsWith(SET + "<")) {
            Reader<? extends A> reader = super.readerOf(writtenForm);
            return reader::read;
        }
        Reader<? extends List<Object>> reader = list.readerOf(LIST + writtenForm.substring(SET.length()));
        return in -> values(reader.read(in));
    }

    private A values(List<Object> elements) throws IOException {
        A values = empty.get();
        for (Object element : elements) {
            if (element == null) {
                throw new IOException("Damaged " + form() + ": it holds a null");
            }
            values.add(element);
        }
        if (values.size() != elements.size()) {
            throw new IOException("Damaged " + form() + ": it holds an element twice");
        }
        return values;
    }
}
