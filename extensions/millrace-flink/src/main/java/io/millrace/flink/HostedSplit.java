package io.millrace.flink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * What a reader keeps in checkpoints: what its task gives, where all splits that it reads are, and what is behind them.
 *
 * @param over whether all readers had come to their end
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
record HostedSplit(String splitId, boolean over, byte[] parts) implements SourceSplit {

    /** How one is written. */
    static final class Form implements SimpleVersionedSerializer<HostedSplit> {

        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(HostedSplit split) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(split.splitId());
            out.writeBoolean(split.over());
            out.write(split.parts());
            return bytes.toByteArray();
        }

        @Override
        public HostedSplit deserialize(int version, byte[] serialized) throws IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
            return new HostedSplit(in.readUTF(), in.readBoolean(), in.readAllBytes());
        }
    }

    /** How the enumerator writes what it has to keep, which is nothing. */
    static final class Nothing implements SimpleVersionedSerializer<byte[]> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(byte[] nothing) {
            return nothing;
        }

        @Override
        public byte[] deserialize(int version, byte[] serialized) {
            return serialized;
        }
    }
}
