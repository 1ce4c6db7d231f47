package io.millrace.state.store;

import io.millrace.state.serde.BytesInput;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Utf8Text;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the records of a file, one by one. Confined to one thread.
 *
 * <p>Where a record and its fields end is known without their serdes, so that records can be counted, listed and
 * skipped by programs that do not have them. What is damaged is reported as an IOException, whatever it is.
 */
public final class RecordReader implements Closeable {
    private static final byte[] NOTHING = new byte[0];
    private static final int KEY = 0;
    private static final int ELEMENT = 1;
    private static final int VALUE = 2;

    private final BlockReader blocks;
    private final List<StateHeader> headers = new ArrayList<>();
    private final List<FieldReaders> readers = new ArrayList<>();
    private final BytesInput field = new BytesInput(NOTHING);
    private final int[] starts = new int[3];
    private final int[] ends = new int[3];

    private byte[] block = NOTHING;
    private int position;

    /** Where the current record begins. */
    private int recordAt;

    private RecordKind kind;
    private StateHeader header;
    private FieldReaders fields;
    private long namespace;

    /** A reader of one file, which it closes. */
    public RecordReader(BlockReader blocks) {
        this.blocks = blocks;
    }

    /**
     * Goes to the next record.
     *
     * @return false behind the last one, when the file has proved undamaged
     * @throws IOException when the file is damaged or cannot be read
     */
    public boolean next() throws IOException {
        header = null;
        while (header == null) {
            while (position == block.length) {
                block = blocks.next();
                position = 0;
                if (block == null) {
                    block = NOTHING;
                    return false;
                }
            }
            parse();
        }
        return true;
    }

    /** The operator whose state the current record is about. */
    public String operator() {
        return header().operator();
    }

    /** The name of the state that the current record is about. */
    public String state() {
        return header().state();
    }

    /** The state that the current record is about: the same object for all its records in this file. */
    public StateHeader header() {
        if (header == null) {
            throw new IllegalStateException("There is no current record: call next() until it returns false");
        }
        return header;
    }

    /** What the current record says. */
    public RecordKind kind() {
        header();
        return kind;
    }

    /** The namespace that the current record is about, 0 where there is nothing to divide. */
    public long namespace() {
        header();
        return namespace;
    }

    /** Reads the key in the form that it was written in, and checks that nothing of it is left over. */
    public <T> T key(Serde<T> serde) throws IOException {
        return read(KEY, serde);
    }

    /** Reads the key of the map in the form that it was written in, and checks that nothing of it is left over. */
    public <T> T element(Serde<T> serde) throws IOException {
        return read(ELEMENT, serde);
    }

    /** Reads the value in the form that it was written in, and checks that nothing of it is left over. */
    public <T> T value(Serde<T> serde) throws IOException {
        return read(VALUE, serde);
    }

    /** The index in a list that the current record is about. */
    public int index() throws IOException {
        return number(ELEMENT);
    }

    /** The size of a list. */
    public int size() throws IOException {
        return number(VALUE);
    }

    /** The first of the key groups that stand in place of the key. */
    public int firstGroup() throws IOException {
        return group(0);
    }

    /** The last of the key groups that stand in place of the key. */
    public int lastGroup() throws IOException {
        return group(1);
    }

    /** A copy of the bytes of the key. */
    public byte[] keyBytes() {
        return bytes(KEY);
    }

    /** A copy of the bytes of the key of the map or of the index, empty when there is none. */
    public byte[] elementBytes() {
        return bytes(ELEMENT);
    }

    /** A copy of the bytes of the value, empty when there is none. */
    public byte[] valueBytes() {
        return bytes(VALUE);
    }

    /** How many bytes the current record has, without what stands around them. */
    public int length() {
        header();
        return length(KEY) + length(ELEMENT) + length(VALUE);
    }

    @Override
    public void close() throws IOException {
        blocks.close();
    }

    /** How many bytes the file still has, at most: behind the current record. */
    public long bytesLeft() {
        return blocks.bytesLeft() + block.length - position;
    }

    /**
     * Says that what the file has here cannot be.
     *
     * @param how what is wrong, without a full stop
     * @return names the file, the place and the remedy
     */
    public IOException damaged(String how) {
        return DamagedSnapshotException.at(place(), blocks.snapshot(), how, null);
    }

    /** For errors: the file, and where in it the current record is. */
    public String place() {
        return blocks.place() + ", record at byte " + recordAt + " of the block";
    }

    private void parse() throws IOException {
        recordAt = position;
        int code = block[position++];
        if (code == RecordKind.DECLARATION) {
            headers.add(readHeader());
            readers.add(new FieldReaders());
            return;
        }
        kind = RecordKind.of(code);
        if (kind == null) {
            throw damaged("there is no record of kind " + code);
        }
        long number = readVarint();
        if (number < 0 || number >= headers.size()) {
            throw damaged("a record names the state " + number + " of " + headers.size());
        }
        long zigzag = readVarint();
        namespace = (zigzag >>> 1) ^ -(zigzag & 1);
        locate(KEY, true);
        locate(ELEMENT, kind.hasElement());
        locate(VALUE, kind.hasValue());
        fields = readers.get((int) number);
        header = headers.get((int) number);
        if (!kind.isAbout(header.kind())) {
            throw damaged(
                    "a record " + kind + " is about the state '" + header.state() + "', which is a " + header.kind());
        }
    }

    private StateHeader readHeader() throws IOException {
        String operator = readText();
        String state = readText();
        String kindName = readText();
        StateKind stateKind = Arrays.stream(StateKind.values())
                .filter(known -> known.name().equals(kindName))
                .findFirst()
                .orElseThrow(() -> damaged("there is no state of kind '" + kindName + "'"));
        return new StateHeader(operator, state, stateKind, readText(), readText(), readText());
    }

    private String readText() throws IOException {
        int length = readLength();
        String text;
        try {
            text = Utf8Text.decode(block, position, length);
        } catch (IOException e) {
            throw damaged("the text at byte " + position + " of the block is not UTF-8");
        }
        position += length;
        return text;
    }

    private void locate(int which, boolean present) throws IOException {
        int length = present ? readLength() : 0;
        starts[which] = position;
        position += length;
        ends[which] = position;
    }

    /** Reads the length of a field, all of which is in the block. */
    private int readLength() throws IOException {
        long length = readVarint();
        if (length < 0 || length > block.length - position) {
            throw damaged("a field of " + Long.toUnsignedString(length) + " bytes, of which "
                    + (block.length - position) + " are there");
        }
        return (int) length;
    }

    private long readVarint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == block.length) {
                throw damaged("it ends within a number");
            }
            int next = block[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("a number has more than ten bytes");
    }

    private <T> T read(int which, Serde<T> serde) throws IOException {
        begin(which);
        T value;
        try {
            value = fields.of(which, serde, form(which)).read(field);
        } catch (Throwable e) {
            throw unreadable(which, serde, DamagedSnapshotException.reason(e), e);
        }
        if (value == null || field.remaining() > 0) {
            String problem =
                    value == null ? "read of its serde returned null" : field.remaining() + " bytes are left over";
            throw unreadable(which, serde, problem, null);
        }
        return value;
    }

    private IOException unreadable(int which, Serde<?> serde, String problem, Throwable cause) {
        return DamagedSnapshotException.unreadable(
                place(),
                blocks.snapshot(),
                about(which) + " cannot be read as " + Serde.nameOf(serde) + ": " + problem,
                cause);
    }

    /** The form that a field was written in. */
    private String form(int which) {
        return switch (which) {
            case KEY -> header.keyForm();
            case ELEMENT -> header.elementForm();
            default -> header.valueForm();
        };
    }

    private int number(int which) throws IOException {
        begin(which);
        int end = position;
        position = starts[which];
        long value = readVarint();
        boolean whole = position == ends[which];
        position = end;
        if (!whole || value < 0 || value > Integer.MAX_VALUE) {
            throw damaged(about(which) + " is no number from 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private int group(int offset) throws IOException {
        begin(KEY);
        int first = length(KEY) == 2 ? block[starts[KEY]] : -1;
        int last = length(KEY) == 2 ? block[starts[KEY] + 1] : -1;
        if (first < 0 || last < first) {
            throw damaged(about(KEY) + " is no range of key groups");
        }
        return offset == 0 ? first : last;
    }

    private void begin(int which) {
        header();
        field.reset(block, starts[which], ends[which]);
    }

    private int length(int which) {
        return ends[which] - starts[which];
    }

    private byte[] bytes(int which) {
        header();
        return Arrays.copyOfRange(block, starts[which], ends[which]);
    }

    private String about(int which) {
        String part = which == KEY ? "the key" : which == ELEMENT ? "the place of an element" : "the value";
        return part + " (" + length(which) + " bytes) of a record of state '" + header.state() + "' of operator '"
                + header.operator() + "'";
    }

    /** How the fields of the records of one state are read: decided once for each serde. */
    private static final class FieldReaders {
        private static final int FIELDS = 3;

        private final Serde<?>[] serdes = new Serde<?>[FIELDS];
        private final Serde.Reader<?>[] readers = new Serde.Reader<?>[FIELDS];

        /** A reader of a field that was written in a form. */
        @SuppressWarnings("unchecked") // it was made by that serde
        <T> Serde.Reader<? extends T> of(int field, Serde<T> serde, String writtenForm) throws IOException {
            if (serdes[field] != serde) {
                readers[field] = Serde.readerFor(serde, writtenForm);
                serdes[field] = serde;
            }
            return (Serde.Reader<? extends T>) readers[field];
        }
    }
}
