package io.millrace.state.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.SnapshotFile;
import io.millrace.state.serde.BytesInput;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.Type;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class RecordsTest {
    private static final Serde<String> STRINGS = Serdes.of(Type.of(String.class));
    private static final Serde<Long> LONGS = Serdes.of(Type.of(Long.class));
    private static final StateHeader MAP = new StateHeader("op", "map", StateKind.MAP, "string", "long", "string");
    private static final StateHeader VALUE = new StateHeader("op", "value", StateKind.VALUE, "string", "", "long");

    private final SnapshotFile file = new SnapshotFile();
    private final RecordWriter writer = file.writer();

    private void put(int number, long namespace, String key, long value) {
        writer.begin(RecordKind.PUT, number, namespace);
        writer.field(STRINGS, key);
        writer.field(LONGS, value);
        writer.end();
    }

    private void writeOneOfEach() {
        int map = writer.declare(MAP);
        writer.begin(RecordKind.PUT_ELEMENT, map, -7);
        writer.field(STRINGS, "key");
        writer.field(LONGS, 5L);
        writer.field(STRINGS, "x".repeat(300));
        writer.end();
        int value = writer.declare(VALUE);
        put(value, Long.MIN_VALUE, "", Long.MAX_VALUE);
        writer.begin(RecordKind.REMOVE_ELEMENT, map, 1);
        writer.field(STRINGS, "key");
        writer.field(LONGS, 5L);
        writer.end();
        writer.begin(RecordKind.DROP, value, Long.MAX_VALUE);
        writer.field(3, 127);
        writer.end();
        writer.finish();
    }

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        writeOneOfEach();
        RecordReader reader = file.reader();

        assertThat(reader.next()).isTrue();
        assertThat(reader.header()).isEqualTo(MAP);
        assertThat(reader.kind()).isEqualTo(RecordKind.PUT_ELEMENT);
        assertThat(reader.namespace()).isEqualTo(-7);
        assertThat(reader.key(STRINGS)).isEqualTo("key");
        assertThat(reader.element(LONGS)).isEqualTo(5L);
        assertThat(reader.value(STRINGS)).hasSize(300);
        assertThat(reader.next()).isTrue();
        assertThat(reader.header()).isEqualTo(VALUE);
        assertThat(reader.namespace()).isEqualTo(Long.MIN_VALUE);
        assertThat(reader.key(STRINGS)).isEmpty();
        assertThat(reader.value(LONGS)).isEqualTo(Long.MAX_VALUE);
        assertThat(reader.next()).isTrue();
        assertThat(reader.kind()).isEqualTo(RecordKind.REMOVE_ELEMENT);
        assertThat(reader.valueBytes()).isEmpty();
        assertThat(reader.next()).isTrue();
        assertThat(reader.namespace()).isEqualTo(Long.MAX_VALUE);
        assertThat(reader.firstGroup()).isEqualTo(3);
        assertThat(reader.lastGroup()).isEqualTo(127);
        assertThat(reader.next()).isFalse();
        assertThatThrownBy(reader::state).hasMessageContaining("no current record");
    }

    @Test
    void shouldSkipAndMeasureWithoutSerdes() throws IOException {
        writeOneOfEach();
        RecordReader reader = file.reader();

        int records = 0;
        int bytes = 0;
        while (reader.next()) {
            records++;
            bytes += reader.length();
            assertThat(reader.length())
                    .isEqualTo(reader.keyBytes().length + reader.elementBytes().length + reader.valueBytes().length);
        }

        assertThat(records).isEqualTo(4);
        assertThat(bytes).isBetween(300, (int) file.bytes());
    }

    @Test
    void shouldEndBlocksWhereARecordEnds() throws IOException {
        int value = writer.declare(VALUE);
        for (int i = 0; i < 1_000; i++) {
            put(value, 0, "key " + i, i);
        }
        put(value, 0, "k".repeat(5_000), 1);
        put(value, 0, "last", 1);
        writer.finish();

        assertThat(file.blocks()).hasSizeGreaterThan(20).anyMatch(block -> block.length > 5_000);
        assertThat(writer.bytes()).isEqualTo(file.bytes());
        int records = 0;
        for (byte[] block : file.blocks().subList(0, 1)) {
            RecordReader reader = SnapshotFile.reader(List.of(block));
            while (reader.next()) {
                assertThat(reader.value(LONGS)).isEqualTo(records++);
            }
        }
        assertThat(records).isPositive();
    }

    @Test
    void shouldReportDamageAsAnIoExceptionWhateverItIs() {
        writeOneOfEach();
        byte[] bytes = join(file.blocks());
        for (int cut = 0; cut < bytes.length; cut++) {
            readAll(Arrays.copyOf(bytes, cut));
        }
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = bytes.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            readAll(damaged);
        }
    }

    /** Reads to the end or to the first IOException: nothing else may come out. */
    private static void readAll(byte[] bytes) {
        try {
            RecordReader reader = SnapshotFile.reader(List.of(bytes));
            while (reader.next()) {
                if (reader.kind() == RecordKind.DROP) {
                    reader.firstGroup();
                    continue;
                }
                reader.key(STRINGS);
                if (reader.kind().hasElement()) {
                    reader.element(LONGS);
                }
                if (reader.kind().hasValue()) {
                    Serde<?> values = reader.state().equals("map") ? STRINGS : LONGS;
                    reader.value(values);
                }
            }
        } catch (IOException e) {
            assertThat(e)
                    .hasMessageContaining("a file of a test, record at byte ")
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("restore a backup of it".substring(1));
        }
    }

    private static byte[] join(List<byte[]> blocks) {
        int length = blocks.stream().mapToInt(block -> block.length).sum();
        byte[] all = new byte[length];
        int position = 0;
        for (byte[] block : blocks) {
            System.arraycopy(block, 0, all, position, block.length);
            position += block.length;
        }
        return all;
    }

    @Test
    void shouldRefuseAFieldThatItsSerdeDoesNotUseUp() throws IOException {
        put(writer.declare(VALUE), 0, "key", 1);
        writer.finish();
        RecordReader reader = file.reader();
        reader.next();

        assertThatThrownBy(() -> reader.value(new HalfReading()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'value'")
                .hasMessageContaining("4 bytes are left over");
        assertThatThrownBy(() -> reader.key(LONGS)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldDropEverythingWhenItHasFailed() {
        RecordWriter small = new RecordWriter(10, 100, file);
        int value = small.declare(VALUE);
        small.begin(RecordKind.PUT, value, 0);
        small.field(STRINGS, "x".repeat(500));
        small.field(LONGS, 1L);
        small.end();
        long bytes = small.bytes();

        assertThat(small.failure()).hasMessageContaining("'value'").hasMessageContaining("110 bytes");
        small.begin(RecordKind.PUT, value, 0);
        small.field(STRINGS, "x");
        small.field(LONGS, 1L);
        small.end();
        small.declare(MAP);
        small.finish();
        assertThat(small.bytes()).isEqualTo(bytes);
        assertThat(file.blocks()).isEmpty();
    }

    @Test
    void shouldFailWhenAValueIsNestedWithoutEnd() {
        Serde<Long> endless = new Serde<>() {
            @Override
            public void write(Long value, DataOutput out) throws IOException {
                if (value > 0) {
                    write(value + 1, out);
                }
                out.writeByte(0);
            }

            @Override
            public Long read(DataInput in) {
                return 0L;
            }

            @Override
            public int hash(Long value) {
                return 0;
            }

            @Override
            public boolean immutable() {
                return true;
            }
        };
        writer.begin(RecordKind.PUT, writer.declare(VALUE), 0);
        writer.field(STRINGS, "key");
        writer.field(endless, 1L);
        writer.end();

        assertThat(writer.failure()).hasMessageContaining("nested");
    }

    @Test
    void shouldWriteAsADataOutputDoes() throws IOException {
        RecordBuffer buffer = new RecordBuffer(4, 100_000);
        buffer.writeBoolean(true);
        buffer.writeByte(-1);
        buffer.writeShort(-2);
        buffer.writeChar('ä');
        buffer.writeInt(Integer.MIN_VALUE);
        buffer.writeLong(Long.MIN_VALUE + 1);
        buffer.writeFloat(1.5f);
        buffer.writeDouble(-2.5);
        buffer.writeUTF("a\0ä€😀");
        buffer.writeChars("ß");
        buffer.writeBytes("z");
        assertThatThrownBy(() -> buffer.writeUTF("x".repeat(70_000))).isInstanceOf(IOException.class);

        BytesInput in = new BytesInput(buffer.bytes());
        in.reset(buffer.bytes(), 0, buffer.length());
        assertThat(in.readBoolean()).isTrue();
        assertThat(in.readByte()).isEqualTo((byte) -1);
        assertThat(in.readShort()).isEqualTo((short) -2);
        assertThat(in.readChar()).isEqualTo('ä');
        assertThat(in.readInt()).isEqualTo(Integer.MIN_VALUE);
        assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(in.readFloat()).isEqualTo(1.5f);
        assertThat(in.readDouble()).isEqualTo(-2.5);
        assertThat(in.readUTF()).isEqualTo("a\0ä€😀");
        assertThat(in.readChar()).isEqualTo('ß');
        assertThat(in.readByte()).isEqualTo((byte) 'z');
    }

    @Test
    void shouldAllocateNothingForARecord() {
        List<byte[]> kept = new ArrayList<>();
        RecordWriter large = new RecordWriter(128 << 10, 1L << 40, new BlockSink() {
            @Override
            public void accept(byte[] bytes, int length) {
                kept.add(bytes);
            }

            @Override
            public long pendingBytes() {
                return 0;
            }
        });
        int value = large.declare(VALUE);
        Long number = 1_234L;
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int i = 0; i < 400_000; i++) {
            if (i == 200_000) {
                before = threads.getCurrentThreadAllocatedBytes();
                kept.clear();
            }
            large.begin(RecordKind.PUT, value, i);
            large.field(LONGS, number);
            large.field(LONGS, number);
            large.end();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        long blocks = kept.stream().mapToLong(block -> block.length).sum();
        assertThat(allocated).isLessThan(blocks + (512 << 10));
    }

    /** Reads half of what it says it reads. */
    private static final class HalfReading implements Serde<Integer> {

        @Override
        public void write(Integer value, DataOutput out) throws IOException {
            out.writeLong(value);
        }

        @Override
        public Integer read(DataInput in) throws IOException {
            return in.readInt();
        }

        @Override
        public int hash(Integer value) {
            return value;
        }

        @Override
        public boolean immutable() {
            return true;
        }

        @Override
        public String form() {
            return "long";
        }
    }
}
