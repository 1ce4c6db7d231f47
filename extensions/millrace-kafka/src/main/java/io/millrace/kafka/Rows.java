package io.millrace.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Records as bytes, in pieces of 256 KiB, which no collector takes for huge, while they wait for their snapshot. Each piece can be read by itself. */
final class Rows {

    private static final int PIECE = 256 << 10;
    private static final int NONE = -1;

    /** Lengths, partition, timestamp. */
    private static final int FIXED = 5 * Integer.BYTES + Long.BYTES;

    private final List<byte[]> full = new ArrayList<>();
    private ByteBuffer piece = ByteBuffer.allocate(0);

    /** That of the last row of the piece, which the next need not repeat. */
    private String topic;

    private long fullBytes;
    private long count;

    long count() {
        return count;
    }

    long bytes() {
        return fullBytes + piece.position();
    }

    void add(ProducerRecord<byte[], byte[]> row) {
        Header[] headers = row.headers().toArray();
        byte[][] names = new byte[headers.length][];
        long length = FIXED + 3L * row.topic().length() + lengthOf(row.key()) + lengthOf(row.value());
        for (int i = 0; i < headers.length; i++) {
            names[i] = headers[i].key().getBytes(StandardCharsets.UTF_8);
            length += 2 * Integer.BYTES + names[i].length + lengthOf(headers[i].value());
        }
        makeRoom(length);
        boolean isSame = row.topic().equals(topic);
        topic = row.topic();
        put(isSame ? null : topic.getBytes(StandardCharsets.UTF_8));
        piece.putInt(row.partition() == null ? NONE : row.partition());
        piece.putLong(row.timestamp() == null ? NONE : row.timestamp());
        put(row.key());
        put(row.value());
        piece.putInt(headers.length);
        for (int i = 0; i < headers.length; i++) {
            put(names[i]);
            put(headers[i].value());
        }
        count++;
    }

    private static int lengthOf(byte[] part) {
        return part == null ? 0 : part.length;
    }

    private void makeRoom(long length) {
        if (length > piece.remaining()) {
            cut();
            piece = ByteBuffer.allocate(Math.max(PIECE, Math.toIntExact(length)));
        }
    }

    private void put(byte[] part) {
        piece.putInt(part == null ? NONE : part.length);
        if (part != null) {
            piece.put(part);
        }
    }

    private void cut() {
        if (piece.position() > 0) {
            full.add(Arrays.copyOf(piece.array(), piece.position()));
            fullBytes += piece.position();
            piece.clear();
        }
        topic = null;
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
        for (byte[] bytes : pieces) {
            ByteBuffer piece = ByteBuffer.wrap(bytes);
            String topic = null;
            while (piece.hasRemaining()) {
                byte[] name = get(piece);
                topic = name == null ? topic : new String(name, StandardCharsets.UTF_8);
                taker.take(row(topic, piece));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> row(String topic, ByteBuffer piece) {
        int partition = piece.getInt();
        long timestamp = piece.getLong();
        byte[] key = get(piece);
        byte[] value = get(piece);
        int count = piece.getInt();
        List<Header> headers = count == 0 ? List.of() : new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new RecordHeader(new String(get(piece), StandardCharsets.UTF_8), get(piece)));
        }
        return new ProducerRecord<>(
                topic, partition == NONE ? null : partition, timestamp == NONE ? null : timestamp, key, value, headers);
    }

    private static byte[] get(ByteBuffer piece) {
        int length = piece.getInt();
        if (length == NONE) {
            return null;
        }
        byte[] part = new byte[length];
        piece.get(part);
        return part;
    }
}
