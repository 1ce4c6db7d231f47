package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** Arrays of anything but bytes: as a list of their elements, boxed where they are primitive. */
final class ArraySerde<E> implements NeverEmpty<Object> {
    private final Class<?> componentType;
    private final Elements<E> elements;

    ArraySerde(Class<?> componentType, Serde<E> element) {
        this.componentType = componentType;
        this.elements = new Elements<>(element);
    }

    @Override
    public void write(Object array, DataOutput out) throws IOException {
        elements.write(asList(array), out);
    }

    @Override
    public Object read(DataInput in) throws IOException {
        return read(elements.element()::read, in);
    }

    @Override
    public Reader<Object> readerOf(String writtenForm) throws IOException {
        List<Form.Part> parts = Form.parts(writtenForm, "array", 1);
        if (parts.isEmpty()) {
            throw Form.other(writtenForm, this);
        }
        Reader<? extends E> element =
                Serde.readerFor(elements.element(), parts.get(0).form());
        return in -> read(element, in);
    }

    private Object read(Reader<? extends E> element, DataInput in) throws IOException {
        List<E> list = new ArrayList<>();
        elements.readInto(list, element, in);
        Object array = Array.newInstance(componentType, list.size());
        for (int i = 0; i < list.size(); i++) {
            set(array, i, list.get(i));
        }
        return array;
    }

    private void set(Object array, int index, E element) throws IOException {
        if (element == null && componentType.isPrimitive()) {
            throw new IOException("Damaged " + form() + ": null among primitives");
        }
        Array.set(array, index, element);
    }

    @Override
    public int hash(Object array) {
        int hash = 1;
        for (E element : asList(array)) {
            hash = 31 * hash + elements.hash(element);
        }
        return hash;
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public String form() {
        return "array<" + Serde.formOf(elements.element()) + ">";
    }

    private List<E> asList(Object array) {
        return new AbstractList<>() {
            @Override
            @SuppressWarnings("unchecked") // the serde was chosen by the component type
            public E get(int index) {
                return (E) Array.get(array, index);
            }

            @Override
            public int size() {
                return Array.getLength(array);
            }
        };
    }
}
