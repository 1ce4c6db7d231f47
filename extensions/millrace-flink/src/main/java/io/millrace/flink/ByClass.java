package io.millrace.flink;

import io.millrace.state.serde.NoSerdeException;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;

/**
 * Writes values whose type nobody has said, each behind the name of its class: by the serde of that, and generic records component by component. Used by several threads.
 */
final class ByClass {

    private static final String NULL = "";

    private final String stream;
    private final SerdeRegistry serdes;
    private final Map<Class<?>, Optional<Serde<Object>>> known = new ConcurrentHashMap<>();
    private final Map<String, Class<?>> types = new ConcurrentHashMap<>();
    private final Map<Class<?>, Parts> records = new ConcurrentHashMap<>();

    ByClass(String stream, SerdeRegistry serdes) {
        this.stream = stream;
        this.serdes = serdes;
    }

    /** What a record is read from and made of. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Parts(RecordComponent[] components, Constructor<?> constructor) {

        private static Parts of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                AccessibleObject.setAccessible(
                        Arrays.stream(components)
                                .map(RecordComponent::getAccessor)
                                .toArray(AccessibleObject[]::new),
                        true);
                constructor.setAccessible(true);
                return new Parts(components, constructor);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("record " + type.getName() + " has no constructor of its own", e);
            }
        }
    }

    void write(Object value, DataOutputView out) throws IOException {
        if (value == null) {
            out.writeUTF(NULL);
            return;
        }
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        Optional<Serde<Object>> serde = serde(type);
        out.writeUTF(type.getName());
        if (serde.isPresent()) {
            serde.get().write(value, out);
            return;
        }
        try {
            for (RecordComponent component : parts(type).components()) {
                write(component.getAccessor().invoke(value), out);
            }
        } catch (ReflectiveOperationException e) {
            throw new IOException("record " + type.getName() + " cannot be read: " + e, e);
        }
    }

    Object read(DataInputView in) throws IOException {
        String name = in.readUTF();
        if (name.equals(NULL)) {
            return null;
        }
        Class<?> type = types.computeIfAbsent(name, ByClass::resolve);
        Optional<Serde<Object>> serde = serde(type);
        if (serde.isPresent()) {
            return serde.get().read(in);
        }
        Parts parts = parts(type);
        Object[] values = new Object[parts.components().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(in);
        }
        try {
            return parts.constructor().newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IOException("record " + type.getName() + " cannot be made: " + e, e);
        }
    }

    /** The user's classes are those of the thread. */
    private static Class<?> resolve(String name) {
        try {
            DataOutputSerializer written = new DataOutputSerializer(2 * name.length());
            written.writeUTF(name);
            return InstantiationUtil.resolveClassByName(
                    new DataInputDeserializer(written.getSharedBuffer()),
                    Thread.currentThread().getContextClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException("there is an event of a class that is not here: " + name, e);
        }
    }

    private Optional<Serde<Object>> serde(Class<?> type) {
        return known.computeIfAbsent(type, this::find);
    }

    @SuppressWarnings("unchecked") // the registry goes by the type
    private Optional<Serde<Object>> find(Class<?> type) {
        try {
            return Optional.of((Serde<Object>) serdes.serde(Type.of(type)));
        } catch (NoSerdeException e) {
            if (type.isRecord()) {
                return Optional.empty();
            }
            throw new NoSerdeException("the type of the events of " + stream + " is not known, and there is a "
                    + type.getName() + ", which cannot be written by its class alone: " + e.getMessage()
                    + "; say the type where the stream begins, as in .typed(Event.class)");
        }
    }

    private Parts parts(Class<?> type) {
        return records.computeIfAbsent(type, Parts::of);
    }
}
