package io.millrace.flink;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes what states hold by a serde. Before each value stands which of the forms it has that the state has ever been written in: so state need not be written anew when
 * a record has changed.
 */
final class FormSerializer<T> extends SharedSerializer<T> {

    private static final long serialVersionUID = 1;

    private static final int MOST_FORMS = 255;

    private final Serde<T> serde;

    private final List<String> forms;

    /** Where the form of the serde is among them. */
    private final int own;

    private transient List<Serde.Reader<? extends T>> readers;

    private FormSerializer(Serde<T> serde, List<String> forms) throws IOException {
        this.serde = serde;
        this.forms = forms;
        own = forms.indexOf(Serde.formOf(serde));
        readers = readers();
    }

    private List<Serde.Reader<? extends T>> readers() throws IOException {
        List<Serde.Reader<? extends T>> all = new ArrayList<>();
        for (String form : forms) {
            all.add(Serde.readerFor(serde, form));
        }
        return all;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        readers = readers();
    }

    static <T> FormSerializer<T> of(Serde<T> serde) throws IOException {
        return new FormSerializer<>(serde, List.of(Serde.formOf(serde)));
    }

    /** What a backend has before the program has declared the state; one on the heap reads by it at once, which is not where the state was. */
    static <T> FormSerializer<T> ofUnknown(List<String> forms) {
        try {
            return new FormSerializer<>(new Unknown<>(), forms);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Unknown<T>() implements Serde<T> {

        @Override
        public void write(T value, DataOutput out) {
            throw unknown();
        }

        @Override
        public T read(DataInput in) {
            throw unknown();
        }

        @Override
        public Reader<? extends T> readerOf(String writtenForm) {
            return this::read;
        }

        @Override
        public int hash(T value) {
            throw unknown();
        }

        @Override
        public boolean immutable() {
            return true;
        }

        private static IllegalStateException unknown() {
            return new IllegalStateException(
                    "the state of a pipeline was in a state backend on disk: set state.backend.type to what it was");
        }
    }

    /** What reads all that was written in other forms, too. */
    FormSerializer<T> after(List<String> earlier) throws IOException {
        List<String> all =
                Stream.concat(earlier.stream(), forms.stream()).distinct().toList();
        if (all.size() > MOST_FORMS) {
            throw new IOException("it has been written in " + earlier.size() + " forms already: give it another name");
        }
        return new FormSerializer<>(serde, all);
    }

    List<String> forms() {
        return forms;
    }

    @Override
    public boolean isImmutableType() {
        return serde.immutable();
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        target.writeByte(own);
        serde.write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return readers.get(source.readUnsignedByte()).read(source);
    }

    @Override
    public FormSnapshot<T> snapshotConfiguration() {
        return new FormSnapshot<>(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FormSerializer<?> serializer
                && serde.equals(serializer.serde)
                && forms.equals(serializer.forms);
    }

    @Override
    public int hashCode() {
        return forms.hashCode();
    }
}
