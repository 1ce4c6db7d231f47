package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The serdes of a registry by class: those registered, and the built-in ones. The latter are made by group when one of
 * the group is first asked for. Most programs need few, and each is several classes that the JVM would have to make
 * before a job can start. Immutable as seen from outside, usable on any thread.
 */
final class KnownSerdes extends AbstractMap<Class<?>, Serde<?>> {
    private final Map<Class<?>, Serde<?>> registered;

    KnownSerdes(Map<Class<?>, Serde<?>> registered) {
        this.registered = registered;
    }

    /** These, and one more. */
    KnownSerdes with(Class<?> type, Serde<?> serde) {
        Map<Class<?>, Serde<?>> more = new LinkedHashMap<>(registered);
        more.put(type, serde);
        return new KnownSerdes(more);
    }

    /** Those that are not built in. */
    Map<Class<?>, Serde<?>> registered() {
        return registered;
    }

    @Override
    public Serde<?> get(Object type) {
        Serde<?> own = registered.get(type);
        return own == null ? groupOf((Class<?>) type).get(type) : own;
    }

    @Override
    public boolean containsKey(Object type) {
        return get(type) != null;
    }

    @Override
    public Set<Entry<Class<?>, Serde<?>>> entrySet() {
        Map<Class<?>, Serde<?>> all = new LinkedHashMap<>();
        all.putAll(Plain.SERDES);
        all.putAll(Primitives.SERDES);
        all.putAll(Numbers.SERDES);
        all.putAll(Times.SERDES);
        all.putAll(registered);
        return Collections.unmodifiableSet(all.entrySet());
    }

    private static Map<Class<?>, Serde<?>> groupOf(Class<?> type) {
        if (Plain.SERDES.containsKey(type)) {
            return Plain.SERDES;
        }
        return switch (type.getPackageName()) {
            case "java.lang" -> Primitives.SERDES;
            case "java.math" -> Numbers.SERDES;
            case "java.time" -> Times.SERDES;
            default -> type == UUID.class ? Times.SERDES : Map.of();
        };
    }

    private static Map<Class<?>, Serde<?>> made(Consumer<Map<Class<?>, Serde<?>>> group) {
        Map<Class<?>, Serde<?>> serdes = new LinkedHashMap<>();
        group.accept(serdes);
        return serdes;
    }

    private static final class Plain {
        static final Map<Class<?>, Serde<?>> SERDES =
                Map.of(String.class, new StringSerde(), byte[].class, new BytesSerde());
    }

    private static final class Primitives {
        static final Map<Class<?>, Serde<?>> SERDES = made(PrimitiveSerdes::addTo);
    }

    private static final class Numbers {
        static final Map<Class<?>, Serde<?>> SERDES = made(NumberSerdes::addTo);
    }

    private static final class Times {
        static final Map<Class<?>, Serde<?>> SERDES = made(TimeSerdes::addTo);
    }

    /** Byte arrays: their length and their bytes. */
    private static final class BytesSerde implements NeverEmpty<byte[]> {
        @Override
        public void write(byte[] value, DataOutput out) throws IOException {
            Encoding.writeLength(value.length, out);
            out.write(value);
        }

        @Override
        public byte[] read(DataInput in) throws IOException {
            return Encoding.readBytes(Encoding.readCount("byte array", 1, in), in);
        }

        @Override
        public int hash(byte[] value) {
            return Arrays.hashCode(value);
        }

        @Override
        public boolean immutable() {
            return false;
        }

        @Override
        public String form() {
            return "bytes";
        }
    }
}
