package io.millrace.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes rows to the network. They are never state of Flink's, which would ask how they change. */
final class RowSerializer extends SharedSerializer<Row> {

    private static final long serialVersionUID = 1;

    private final RowCodec codec;

    RowSerializer(RowCodec codec) {
        this.codec = codec;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public Row createInstance() {
        return new Row();
    }

    /** Events are not changed by who gets them. */
    @Override
    public Row copy(Row from) {
        return copy(from, new Row());
    }

    @Override
    public Row copy(Row from, Row reuse) {
        return from.isEvent() ? reuse.set(from.value(), from.hash()) : reuse.ended(from.ended(), from.hash());
    }

    @Override
    public void serialize(Row row, DataOutputView target) throws IOException {
        codec.write(row, target);
    }

    @Override
    public Row deserialize(DataInputView source) throws IOException {
        return codec.read(new Row(), source);
    }

    @Override
    public Row deserialize(Row reuse, DataInputView source) throws IOException {
        return codec.read(reuse, source);
    }

    @Override
    public TypeSerializerSnapshot<Row> snapshotConfiguration() {
        throw new UnsupportedOperationException("rows between tasks are no state of Flink's");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSerializer serializer && codec.equals(serializer.codec);
    }

    @Override
    public int hashCode() {
        return codec.hashCode();
    }
}
