package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Byte arrays: their length and their bytes. */
final class BytesSerde implements NeverEmpty<byte[]> {
    @Override
    public void write(byte[] value, DataOutput out) throws IOException {
        Encoding.writeLength(value.length, out);
        out.write(value);
    }

    @Override
    public byte[] read(DataInput in) throws IOException {
        return Encoding.readBytes(Encoding.readCount("byte array", 1, in), in);
    }

    @Override
    public int hash(byte[] value) {
        return Arrays.hashCode(value);
    }

    @Override
    public boolean immutable() {
        return false;
    }

    @Override
    public String form() {
        return "bytes";
    }
}
