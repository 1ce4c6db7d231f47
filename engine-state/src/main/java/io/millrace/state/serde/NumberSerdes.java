package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;

/** Numbers without bounds. The JDK does not specify their hashes, so these are our own. */
final class NumberSerdes {
    private NumberSerdes() {}

    static void addTo(Map<Class<?>, Serde<?>> serdes) {
        serdes.put(
                BigInteger.class,
                new ScalarSerde<>("bigint", NumberSerdes::write, NumberSerdes::readInteger, NumberSerdes::hash));
        serdes.put(
                BigDecimal.class,
                new ScalarSerde<>("decimal", NumberSerdes::write, NumberSerdes::readDecimal, NumberSerdes::hash));
    }

    private static void write(BigInteger value, DataOutput out) throws IOException {
        byte[] bytes = value.toByteArray();
        Encoding.writeLength(bytes.length, out);
        out.write(bytes);
    }

    private static BigInteger readInteger(DataInput in) throws IOException {
        int length = Encoding.readCount("bigint", 1, in);
        if (length == 0) {
            throw new IOException("Damaged bigint: it has no bytes");
        }
        byte[] bytes = Encoding.readBytes(length, in);
        try {
            return new BigInteger(bytes);
        } catch (ArithmeticException e) {
            throw new IOException("Damaged bigint: " + length + " bytes are more than a BigInteger holds", e);
        }
    }

    /** What fits a long has the hash of that long, so that small numbers are hashed without a copy of their bytes. */
    private static int hash(BigInteger value) {
        return value.bitLength() < Long.SIZE ? Long.hashCode(value.longValue()) : Arrays.hashCode(value.toByteArray());
    }

    private static void write(BigDecimal value, DataOutput out) throws IOException {
        out.writeInt(value.scale());
        write(value.unscaledValue(), out);
    }

    private static BigDecimal readDecimal(DataInput in) throws IOException {
        int scale = in.readInt();
        return new BigDecimal(readInteger(in), scale);
    }

    private static int hash(BigDecimal value) {
        return 31 * hash(value.unscaledValue()) + value.scale();
    }
}
