package io.millrace.architecture;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;

/** What another JVM would make of an object. */
public final class Serialized {

    private Serialized() {}

    /**
     * Writes an object and reads it again.
     *
     * @throws UncheckedIOException of what keeps it from being written
     */
    public static <T> T copy(T object) {
        return copy(object, Serialized.class.getClassLoader());
    }

    /**
     * Writes an object and reads it again, of the classes of a loader.
     *
     * @throws UncheckedIOException of what keeps it from being written
     */
    @SuppressWarnings("unchecked") // a copy is of the class of the original
    public static <T> T copy(T object, ClassLoader loader) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            return (T) new Reading(bytes.toByteArray(), loader).readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Reading extends ObjectInputStream {

        private final ClassLoader loader;

        Reading(byte[] bytes, ClassLoader loader) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type); // a primitive one
            }
        }
    }
}
