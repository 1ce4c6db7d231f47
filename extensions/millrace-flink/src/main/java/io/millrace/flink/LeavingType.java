package io.millrace.flink;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What stays within a chain of operators, and so is never written. */
final class LeavingType extends InnerType<Leaving> {

    private static final long serialVersionUID = 1;

    static final LeavingType INSTANCE = new LeavingType();

    private LeavingType() {
        super(Leaving.class);
    }

    @Override
    public TypeSerializer<Leaving> createSerializer(SerializerConfig config) {
        return new Unwritten();
    }

    @Override
    public String toString() {
        return "what leaves a task";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeavingType;
    }

    @Override
    public int hashCode() {
        return 1;
    }

    /** Copies nothing, since nobody keeps what passes. */
    private static final class Unwritten extends TypeSerializer<Leaving> {

        private static final long serialVersionUID = 1;

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public TypeSerializer<Leaving> duplicate() {
            return this;
        }

        @Override
        public Leaving createInstance() {
            return new Leaving();
        }

        @Override
        public Leaving copy(Leaving from) {
            return from;
        }

        @Override
        public Leaving copy(Leaving from, Leaving reuse) {
            return from;
        }

        @Override
        public int getLength() {
            return -1;
        }

        @Override
        public void serialize(Leaving leaving, DataOutputView target) {
            throw unwritten();
        }

        @Override
        public Leaving deserialize(DataInputView source) {
            throw unwritten();
        }

        @Override
        public Leaving deserialize(Leaving reuse, DataInputView source) {
            throw unwritten();
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) {
            throw unwritten();
        }

        @Override
        public TypeSerializerSnapshot<Leaving> snapshotConfiguration() {
            throw unwritten();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Unwritten;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        private static IllegalStateException unwritten() {
            return new IllegalStateException(
                    "an exit of a task is not chained to it: leave the chaining of operators on");
        }
    }
}
