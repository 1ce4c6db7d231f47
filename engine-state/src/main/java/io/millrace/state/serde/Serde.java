package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * How values of one type are written, read and hashed. Register one of your own in a {@link SerdeRegistry} for a class
 * that {@link Serdes} does not know.
 *
 * <p>A serde has no state: the engine calls it from several threads at once. Nulls never reach it,
 * and none may come from it. What it throws while a snapshot is taken, be it an Error, fails that snapshot and not the job. One
 * that is registered goes with its pipeline when that is serialized.
 *
 * @param <T> the type
 */
public interface Serde<T> extends Serializable {
    /**
     * Writes a value so that {@link #read} gives an equal one.
     *
     * @throws IOException what the output throws
     */
    void write(T value, DataOutput out) throws IOException;

    /**
     * Reads a value. The bytes may be damaged: allocate nothing by a length that has been read before its bytes have
     * arrived.
     *
     * @throws IOException when the input ends early or holds no value of this type
     */
    T read(DataInput in) throws IOException;

    /**
     * A hash of keys, which is equal for values that their equals takes for equal, and the same in every process and on
     * every JDK. It need not be mixed. It
     * decides which task owns a key: when it changes, older snapshots cannot be restored.
     */
    int hash(T value);

    /** Whether values never change once created: then reading one from state does not count as a change of it. */
    boolean immutable();

    /**
     * What is written, in short: {@code list<string>}, say, or {@code record{id:string?,amount:int}}. It stands once in
     * front of many values, and {@link #readerOf} decides by it how they are read. Brackets come in pairs.
     */
    default String form() {
        return "custom";
    }

    /**
     * A reader of what was written in a form, by an earlier version of the program.
     *
     * @throws IOException when values of that form cannot be read as this type; the message names both
     */
    default Reader<? extends T> readerOf(String writtenForm) throws IOException {
        if (writtenForm.equals(form())) {
            return this::read;
        }
        throw Form.other(writtenForm, this);
    }

    /**
     * The form of a serde, which may be one of the user's.
     *
     * @throws NoSerdeException when it is null; the message names the class
     */
    static String formOf(Serde<?> serde) {
        if (serde == null) {
            throw new NoSerdeException("there is null in place of a serde: what makes serdes, such as accumulatorSerde"
                    + " of an aggregate, has to return one, or throw");
        }
        String form = serde.form();
        if (form == null) {
            throw new NoSerdeException("form of " + serde.getClass().getName()
                    + " returned null: have it return, in short and always the same, what is written; or leave it out");
        }
        return form;
    }

    /**
     * What a serde, which may be one of the user's, gives to read a form with.
     *
     * @throws IOException when it cannot read the form, or gives null
     */
    static <T> Reader<? extends T> readerFor(Serde<T> serde, String writtenForm) throws IOException {
        Reader<? extends T> reader = serde.readerOf(writtenForm);
        if (reader == null) {
            throw new IOException("readerOf of " + serde.getClass().getName() + " returned null for " + writtenForm
                    + ": have it throw an IOException that names both where it cannot read a form");
        }
        return reader;
    }

    /** What messages call a serde: its form, or its class when that cannot be told. */
    static String nameOf(Serde<?> serde) {
        try {
            return formOf(serde);
        } catch (Throwable e) {
            return serde.getClass().getName();
        }
    }

    /**
     * Reads values of one form: see {@link Serde#read}.
     *
     * @param <T> the type
     */
    @FunctionalInterface
    interface Reader<T> {
        /**
         * Reads a value.
         *
         * @throws IOException when the input ends early or holds no value of this type
         */
        T read(DataInput in) throws IOException;
    }
}
