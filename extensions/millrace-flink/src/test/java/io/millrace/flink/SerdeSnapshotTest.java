package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

/** State of Flink's operators that holds events of a pipeline, which a later version of the program goes on with. */
class SerdeSnapshotTest {

    record Payment(String id, long amount) {}

    /** As it was. */
    record Before(String id, int amount) {}

    private static <T> SerdeSerializer<T> serializer(Class<T> type) {
        return new SerdeSerializer<>(Type.of(type), SerdeRegistry.standard());
    }

    /** As Flink has it when it reads a savepoint. */
    private static <T> TypeSerializerSnapshot<T> kept(TypeSerializer<?> serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(100);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()), SerdeSnapshotTest.class.getClassLoader());
    }

    @Test
    void shouldReadWhatItHasWritten() throws IOException {
        SerdeSerializer<Payment> serializer = serializer(Payment.class);
        DataOutputSerializer out = new DataOutputSerializer(100);
        serializer.serialize(new Payment("a", 7), out);
        TypeSerializerSnapshot<Payment> kept = kept(serializer);
        assertThat(kept.restoreSerializer().deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(new Payment("a", 7));
        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(kept)
                        .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void shouldReadARecordThatHasChangedByItsForm() throws IOException {
        SerdeSerializer<Payment> now = serializer(Payment.class);
        TypeSerializerSnapshot<Payment> before = kept(serializer(Before.class));
        assertThat(now.snapshotConfiguration()
                        .resolveSchemaCompatibility(before)
                        .isCompatibleAfterMigration())
                .isTrue();
        TypeSerializerSnapshot<Payment> other = kept(serializer(String.class));
        assertThat(now.snapshotConfiguration().resolveSchemaCompatibility(other).isIncompatible())
                .isTrue();
    }

    /** As that of a record of very many components is. */
    private record LongForm() implements Serde<Long> {

        @Override
        public String form() {
            return "long " + "\u00fc".repeat(100_000);
        }

        @Override
        public void write(Long value, DataOutput out) throws IOException {
            out.writeLong(value);
        }

        @Override
        public Long read(DataInput in) throws IOException {
            return in.readLong();
        }

        @Override
        public int hash(Long value) {
            return Long.hashCode(value);
        }

        @Override
        public boolean immutable() {
            return true;
        }
    }

    @Test
    void shouldKeepFormsOfAnyLength() throws IOException {
        FormSerializer<Long> serializer = FormSerializer.of(new LongForm());
        TypeSerializerSnapshot<Long> kept = kept(serializer);
        assertThat(serializer
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(kept)
                        .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void shouldReadWhenItHasBeenSentToATask() throws Exception {
        FormSerializer<Long> serializer = FormSerializer.of(new LongForm());
        FormSerializer<Long> sent = InstantiationUtil.clone(serializer);
        DataOutputSerializer out = new DataOutputSerializer(100);
        serializer.serialize(7L, out);
        assertThat(sent.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isEqualTo(7L);
    }
}
