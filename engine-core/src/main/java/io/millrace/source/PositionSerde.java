package io.millrace.source;

import io.millrace.state.serde.Serde;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** temporary */
public enum PositionSerde implements Serde<Object> {
    INSTANCE;

    @Override
    public void write(Object value, DataOutput out) throws IOException {
        if (value instanceof Long number) {
            out.writeByte(1);
            out.writeLong(number);
        } else if (value instanceof List<?> list) {
            out.writeByte(2);
            out.writeInt(list.size());
            for (Object element : list) {
                write(element, out);
            }
        } else {
            throw new IOException("position " + value);
        }
    }

    @Override
    public Object read(DataInput in) throws IOException {
        if (in.readByte() == 1) {
            return in.readLong();
        }
        List<Object> list = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            list.add(read(in));
        }
        return list;
    }

    @Override
    public int hash(Object value) {
        return value.hashCode();
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public String form() {
        return "position";
    }
}
