package io.millrace.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Records as bytes, in pieces of about a megabyte, while they wait for their snapshot. */
final class Rows {

    private static final int PIECE = 1 << 20;
    private static final int NONE = -1;

    private final List<byte[]> full = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private long fullBytes;
    private long count;

    long count() {
        return count;
    }

    long bytes() {
        return fullBytes + bytes.size();
    }

    void add(ProducerRecord<byte[], byte[]> row) throws IOException {
        out.writeUTF(row.topic());
        out.writeInt(row.partition() == null ? NONE : row.partition());
        out.writeLong(row.timestamp() == null ? NONE : row.timestamp());
        write(row.key());
        write(row.value());
        Header[] headers = row.headers().toArray();
        out.writeInt(headers.length);
        for (Header header : headers) {
            out.writeUTF(header.key());
            write(header.value());
        }
        count++;
        if (bytes.size() >= PIECE) {
            cut();
        }
    }

    private void write(byte[] part) throws IOException {
        out.writeInt(part == null ? NONE : part.length);
        if (part != null) {
            out.write(part);
        }
    }

    private void cut() {
        if (bytes.size() > 0) {
            full.add(bytes.toByteArray());
            fullBytes += bytes.size();
            bytes.reset();
        }
    }

    /** All of them; none are left. */
    List<byte[]> take() {
        cut();
        List<byte[]> taken = List.copyOf(full);
        full.clear();
        fullBytes = 0;
        count = 0;
        return taken;
    }

    /** What a row is given to. */
    interface Taker {
        void take(ProducerRecord<byte[], byte[]> row) throws Exception;
    }

    /** Reads rows again. */
    static void read(List<byte[]> pieces, Taker taker) throws Exception {
        for (byte[] piece : pieces) {
            ByteArrayInputStream rest = new ByteArrayInputStream(piece);
            DataInputStream in = new DataInputStream(rest);
            while (rest.available() > 0) {
                taker.take(row(in));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> row(DataInputStream in) throws IOException {
        String topic = in.readUTF();
        int partition = in.readInt();
        long timestamp = in.readLong();
        byte[] key = readPart(in);
        byte[] value = readPart(in);
        int count = in.readInt();
        List<Header> headers = count == 0 ? List.of() : new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new RecordHeader(in.readUTF(), readPart(in)));
        }
        return new ProducerRecord<>(
                topic, partition == NONE ? null : partition, timestamp == NONE ? null : timestamp, key, value, headers);
    }

    private static byte[] readPart(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NONE ? null : in.readNBytes(length);
    }
}
