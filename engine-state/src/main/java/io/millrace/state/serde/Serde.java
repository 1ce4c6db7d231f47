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
        throw Elements.otherForm(writtenForm, this);
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
