package io.millrace.flink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What Flink keeps with state of a pipeline that is in a state backend on disk: the forms that it has been written in. Made by Flink.
 *
 * @param <T> the values
 */
public final class FormSnapshot<T> implements TypeSerializerSnapshot<T> {

    private static final int VERSION = 1;

    /** Null where it has been read: serdes are known by the program alone. */
    private FormSerializer<T> serializer;

    private List<String> forms;

    /** For Flink, which reads it then. */
    public FormSnapshot() {}

    FormSnapshot(FormSerializer<T> serializer) {
        this.serializer = serializer;
        forms = serializer.forms();
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        out.writeInt(forms.size());
        for (String form : forms) {
            byte[] text = form.getBytes(UTF_8);
            out.writeInt(text.length);
            out.write(text);
        }
    }

    @Override
    public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
        forms = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte[] text = new byte[in.readInt()];
            in.readFully(text);
            forms.add(new String(text, UTF_8));
        }
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return serializer == null ? FormSerializer.ofUnknown(forms) : serializer;
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> old) {
        if (!(old instanceof FormSnapshot<T> before)) {
            return TypeSerializerSchemaCompatibility.incompatible();
        }
        try {
            FormSerializer<T> both = serializer.after(before.forms);
            return both.forms().equals(forms)
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.compatibleWithReconfiguredSerializer(both);
        } catch (IOException e) {
            return TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
