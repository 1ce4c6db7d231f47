package io.millrace.window.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A file of keyed state, taken apart into blocks, records and fields, and put together again with right checksums. */
final class StateFile {

    private static final int END = -1;

    /** Which fields a record of each kind has. */
    private static final int[] FIELDS = {6, 2, 3, 2, 1, 2, 1};

    private final byte[] header;
    private final List<List<Item>> blocks = new ArrayList<>();

    /** A record: its kind, the number of the state and the namespace as they are written, and its fields. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    private record Item(int kind, byte[] numbers, List<byte[]> fields) {

        Item withField(int index, byte[] field) {
            List<byte[]> changed = new ArrayList<>(fields);
            changed.set(index, field);
            return new Item(kind, numbers, changed);
        }
    }

    StateFile(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        header = Arrays.copyOf(bytes, 18 + in.getShort(16) + 4);
        in.position(header.length);
        for (int length = in.getInt(); length != END; length = in.getInt()) {
            byte[] block = new byte[length];
            in.getLong();
            in.get(block);
            blocks.add(items(block));
        }
    }

    private static List<Item> items(byte[] block) {
        List<Item> items = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(block);
        while (in.hasRemaining()) {
            int kind = in.get();
            int from = in.position();
            if (kind > 0) {
                varint(in);
                varint(in);
            }
            byte[] numbers = Arrays.copyOfRange(block, from, in.position());
            List<byte[]> fields = new ArrayList<>();
            for (int i = 0; i < FIELDS[kind]; i++) {
                byte[] field = new byte[(int) varint(in)];
                in.get(field);
                fields.add(field);
            }
            items.add(new Item(kind, numbers, fields));
        }
        return items;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** With something changed. */
    byte[] changed(SplittableRandom random) {
        int block = random.nextInt(blocks.size());
        if (random.nextInt(6) == 0) {
            return written(block, Bytes.changed(written(blocks.get(block)), random));
        }
        List<Item> items = new ArrayList<>(blocks.get(block));
        for (int changes = random.nextInt(5) == 0 ? 3 : 1; changes > 0 && !items.isEmpty(); changes--) {
            change(items, random);
        }
        return written(block, written(items));
    }

    private static void change(List<Item> items, SplittableRandom random) {
        int at = random.nextInt(items.size());
        Item item = items.get(at);
        switch (random.nextInt(12)) {
            case 0 -> items.remove(at);
            case 1 -> items.add(random.nextInt(items.size()), item);
            case 2 -> items.set(at, new Item(random.nextInt(FIELDS.length), item.numbers, item.fields));
            case 3 -> items.set(at, new Item(item.kind, Bytes.changed(item.numbers, random), item.fields));
            case 4 -> {
                Item other = items.get(random.nextInt(items.size()));
                int field = random.nextInt(item.fields.size());
                items.set(at, item.withField(field, other.fields.get(random.nextInt(other.fields.size()))));
            }
            case 5 -> items.set(at, item.withField(item.fields.size() - 1, Bytes.varint(Bytes.number(random))));
            default -> {
                int field = random.nextInt(3) == 0 ? random.nextInt(item.fields.size()) : item.fields.size() - 1;
                items.set(at, item.withField(field, Bytes.changed(item.fields.get(field), random)));
            }
        }
    }

    private static byte[] written(List<Item> items) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Item item : items) {
            out.write(item.kind);
            out.writeBytes(item.numbers);
            for (byte[] field : item.fields) {
                out.writeBytes(Bytes.varint(field.length));
                out.writeBytes(field);
            }
        }
        return out.toByteArray();
    }

    private byte[] written(int changedBlock, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        for (int i = 0; i < blocks.size(); i++) {
            byte[] block = i == changedBlock ? content : written(blocks.get(i));
            ByteBuffer start = ByteBuffer.allocate(12);
            start.putInt(block.length).putInt(Bytes.checksum(block, 0, block.length));
            start.putInt(Bytes.checksum(start.array(), 0, 8));
            out.writeBytes(start.array());
            out.writeBytes(block);
        }
        out.writeBytes(ByteBuffer.allocate(20)
                .putInt(END)
                .putLong(blocks.size())
                .putLong(out.size() + 24L)
                .array());
        byte[] summed = out.toByteArray();
        return ByteBuffer.allocate(summed.length + 4)
                .put(summed)
                .putInt(Bytes.checksum(summed, 0, summed.length))
                .array();
    }
}
