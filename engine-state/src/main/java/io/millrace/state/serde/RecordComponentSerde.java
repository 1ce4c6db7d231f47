package io.millrace.state.serde;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * One component of a record: a primitive as it is; else null, or its bytes behind their length, so that a reader can
 * skip what it does not know.
 */
final class RecordComponentSerde {
    private static final MethodHandle HASH_OR_ZERO = hashOrZero();

    private final String owner;
    private final String name;
    private final Class<?> type;
    private final Serde<Object> serde;
    private final MethodHandle getter;
    private final MethodHandle hash;

    /**
     * @param accessor takes the record, returns the component
     */
    @SuppressWarnings("unchecked") // the serde was chosen by the type of the component
    RecordComponentSerde(String owner, String name, Class<?> type, Serde<?> serde, MethodHandle accessor) {
        this.owner = owner;
        this.name = name;
        this.type = type;
        this.serde = (Serde<Object>) serde;
        this.getter = accessor.asType(MethodType.methodType(Object.class, Object.class));
        this.hash = hashOf(accessor, serde);
    }

    String name() {
        return name;
    }

    Serde<Object> serde() {
        return serde;
    }

    Object defaultValue() {
        return Boxes.defaultOf(type);
    }

    int hash(Object owningRecord) {
        try {
            return (int) hash.invokeExact(owningRecord);
        } catch (Throwable e) {
            throw unreadable(e);
        }
    }

    /** Whether the component may be null, and is written behind its length: a primitive is not. */
    boolean isNullable() {
        return !type.isPrimitive();
    }

    /** The component's name and form, as they stand in the record's form. */
    String form() {
        return name + ":" + Serde.formOf(serde) + (isNullable() ? "?" : "");
    }

    void write(Object owningRecord, DataOutput out) throws IOException {
        Object value = get(owningRecord);
        if (!isNullable()) {
            serde.write(value, out);
        } else if (value == null) {
            Encoding.writeLength(0, out);
        } else {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            serde.write(value, new DataOutputStream(bytes));
            Encoding.writeLength(Math.addExact(bytes.size(), 1), out);
            out.write(bytes.toByteArray());
        }
    }

    /** A reader of what was written when the component's form was the given one. */
    Serde.Reader<?> readerOf(String writtenForm) throws IOException {
        try {
            return Serde.readerFor(serde, writtenForm);
        } catch (RecordFormException e) {
            throw e; // it names the inner record
        } catch (IOException e) {
            throw new RecordFormException(
                    "Record " + owner + ": component '" + name + "' was written as " + writtenForm + " and is now "
                            + Serde.nameOf(serde)
                            + ": give the component of the new type another name, or register a Serde"
                            + " for the record",
                    e);
        }
    }

    /** Reads what was written behind its length; null is the component's default. */
    Object readNullable(Serde.Reader<?> reader, DataInput in) throws IOException {
        int length = Encoding.readLength(owner + "." + name, in);
        if (length == 0) {
            return defaultValue();
        }
        BytesInput bytes = BytesInput.part(length - 1, in);
        Object value = reader.read(bytes);
        if (value == null) {
            throw new IOException("Damaged " + owner + "." + name + ": read of its serde returned null");
        }
        if (bytes.remaining() > 0) {
            throw new IOException("Damaged " + owner + "." + name + ": " + bytes.remaining() + " bytes too many");
        }
        return value;
    }

    private Object get(Object owningRecord) {
        try {
            return getter.invokeExact(owningRecord);
        } catch (Throwable e) {
            throw unreadable(e);
        }
    }

    private IllegalStateException unreadable(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return new IllegalStateException("Record " + owner + ": component '" + name + "' could not be read", e);
    }

    /** Of a record to the component's hash; primitives are not boxed. */
    private static MethodHandle hashOf(MethodHandle accessor, Serde<?> serde) {
        Class<?> type = accessor.type().returnType();
        MethodHandle hash = type.isPrimitive() ? primitiveHash(type) : HASH_OR_ZERO.bindTo(serde);
        MethodHandle read =
                type.isPrimitive() ? accessor : accessor.asType(accessor.type().changeReturnType(Object.class));
        return MethodHandles.filterReturnValue(read, hash).asType(MethodType.methodType(int.class, Object.class));
    }

    private static MethodHandle primitiveHash(Class<?> type) {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(Boxes.boxed(type), "hashCode", MethodType.methodType(int.class, type));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(Boxes.boxed(type) + ".hashCode", e);
        }
    }

    private static MethodHandle hashOrZero() {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            RecordComponentSerde.class,
                            "hashOrZero",
                            MethodType.methodType(int.class, Serde.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // called by a method handle
    private static int hashOrZero(Serde<Object> serde, Object value) {
        return value == null ? 0 : serde.hash(value);
    }

    /** What was written of a record does not fit a component of it; the message names record, component and remedy. */
    private static final class RecordFormException extends IOException {
        private static final long serialVersionUID = 1L;

        RecordFormException(String message, IOException cause) {
            super(message, cause);
        }
    }
}
