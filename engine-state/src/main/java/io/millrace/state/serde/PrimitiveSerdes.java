package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** The boxes of primitives: as {@link DataOutput} writes them, hashed as the boxes specify. */
final class PrimitiveSerdes {
    private PrimitiveSerdes() {}

    static void addTo(Map<Class<?>, Serde<?>> serdes) {
        serdes.put(
                Boolean.class,
                new ScalarSerde<>(
                        "boolean", (v, out) -> out.writeBoolean(v), PrimitiveSerdes::readBoolean, Object::hashCode));
        serdes.put(
                Byte.class,
                new ScalarSerde<>("byte", (v, out) -> out.writeByte(v), DataInput::readByte, Object::hashCode));
        serdes.put(
                Short.class,
                new ScalarSerde<>("short", (v, out) -> out.writeShort(v), DataInput::readShort, Object::hashCode));
        serdes.put(
                Character.class,
                new ScalarSerde<>("char", (v, out) -> out.writeChar(v), DataInput::readChar, Object::hashCode));
        serdes.put(
                Integer.class,
                new ScalarSerde<>("int", (v, out) -> out.writeInt(v), DataInput::readInt, Object::hashCode));
        serdes.put(
                Long.class,
                new ScalarSerde<>("long", (v, out) -> out.writeLong(v), DataInput::readLong, Object::hashCode));
        serdes.put(
                Float.class,
                new ScalarSerde<>("float", (v, out) -> out.writeFloat(v), DataInput::readFloat, Object::hashCode));
        serdes.put(
                Double.class,
                new ScalarSerde<>("double", (v, out) -> out.writeDouble(v), DataInput::readDouble, Object::hashCode));
    }

    static boolean readBoolean(DataInput in) throws IOException {
        int value = in.readByte();
        if (value != 0 && value != 1) {
            throw new IOException("Damaged boolean: " + value + " is neither 0 nor 1");
        }
        return value == 1;
    }
}
