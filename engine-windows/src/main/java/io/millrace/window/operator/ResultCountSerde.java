package io.millrace.window.operator;

import io.millrace.state.serde.StateSerde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes how many results there were: an int that is not negative. */
final class ResultCountSerde extends StateSerde<Integer> {

    ResultCountSerde() {
        super("int");
    }

    @Override
    public void write(Integer count, DataOutput out) throws IOException {
        out.writeInt(count);
    }

    @Override
    public Integer read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new IOException("Damaged count of results: " + count);
        }
        return count;
    }
}
