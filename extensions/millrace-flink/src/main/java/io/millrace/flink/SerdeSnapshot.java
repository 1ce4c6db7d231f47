package io.millrace.flink;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;

/**
 * What Flink keeps with state of its operators that holds events of a stream out of a pipeline: the form that they were written in, by which a later
 * version of their record reads them. Made by Flink.
 *
 * @param <T> the events
 */
public final class SerdeSnapshot<T> implements TypeSerializerSnapshot<T> {

    private static final int VERSION = 1;

    private SerdeSerializer<T> serializer;
    private String form;

    /** For Flink, which reads it then. */
    public SerdeSnapshot() {}

    SerdeSnapshot(SerdeSerializer<T> serializer) {
        this.serializer = serializer;
        form = Serde.formOf(serializer.serde());
    }

    /** How a serializer is made again. */
    private record Made<T>(Type<T> type, SerdeRegistry serdes, String form) implements Serializable {}

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        byte[] made = InstantiationUtil.serializeObject(new Made<>(serializer.type(), serializer.serdes(), form));
        out.writeInt(made.length);
        out.write(made);
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        try {
            Made<T> made = InstantiationUtil.deserializeObject(bytes, loader);
            form = made.form();
            serializer = new SerdeSerializer<>(made.type(), made.serdes()).reading(form);
        } catch (ClassNotFoundException e) {
            throw new IOException("a class that events had is not in the program any more: " + e.getMessage(), e);
        }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return serializer;
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
        if (!(old instanceof SerdeSnapshot<T> before)) {
            return TypeSerializerSchemaCompatibility.incompatible();
        }
        if (before.form.equals(form)) {
            return TypeSerializerSchemaCompatibility.compatibleAsIs();
        }
        try {
            Serde.readerFor(serializer.serde(), before.form);
            return TypeSerializerSchemaCompatibility.compatibleAfterMigration();
        } catch (IOException e) {
            return TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
