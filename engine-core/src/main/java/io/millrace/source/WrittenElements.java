package io.millrace.source;

import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Elements as they are serialized: records seldom are, but have a serde.
 *
 * @param types the class of each element
 * @param elements each as it is where it is serializable, or else as its serde writes it
 */
record WrittenElements(List<Class<?>> types, List<Serializable> elements) implements Serializable {

    static WrittenElements of(Collection<?> collection) throws NotSerializableException {
        List<Class<?>> types = new ArrayList<>();
        List<Serializable> elements = new ArrayList<>();
        for (Object element : collection) {
            types.add(element.getClass());
            elements.add(element instanceof Serializable plain ? plain : written(element));
        }
        return new WrittenElements(types, elements);
    }

    private static byte[] written(Object element) throws NotSerializableException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            serdeOf(element.getClass()).write(element, new DataOutputStream(bytes));
        } catch (NoSerdeException | IOException e) {
            throw new NotSerializableException("its elements are of " + element.getClass()
                    + ", which is not serializable," + " and cannot be written otherwise: " + e.getMessage());
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked") // of the class of what it is to write
    private static Serde<Object> serdeOf(Class<?> type) {
        return (Serde<Object>) SerdeRegistry.standard().serde(Type.of(type));
    }

    private Object readResolve() throws InvalidObjectException {
        List<Object> read = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            Serializable element = elements.get(i);
            boolean plain = Serializable.class.isAssignableFrom(types.get(i));
            read.add(plain ? element : read(types.get(i), (byte[]) element));
        }
        return new CollectionSource<>(read);
    }

    private static Object read(Class<?> type, byte[] element) throws InvalidObjectException {
        try {
            return serdeOf(type).read(new DataInputStream(new ByteArrayInputStream(element)));
        } catch (NoSerdeException | IOException e) {
            InvalidObjectException invalid = new InvalidObjectException("an event of " + type + " cannot be read");
            invalid.initCause(e);
            throw invalid;
        }
    }
}
