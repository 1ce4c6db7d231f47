package io.millrace.state.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads what {@link BlockFileWriter} has written, and trusts nothing in it. */
final class BlockFileReader implements BlockReader {
    private static final int NAME_AT = 18;

    private final Path path;
    private final Disk.File file;
    private final FileRef ref;
    private final CRC32C fileChecksum = new CRC32C();
    private final CRC32C checksum = new CRC32C();
    private long position;
    private long blocks;

    /** Where the latest block begins. */
    private long blockAt;

    private boolean atEnd;

    private BlockFileReader(Path path, Disk.File file, FileRef ref) {
        this.path = path;
        this.file = file;
        this.ref = ref;
    }

    /** Begins to read a file, which is closed when that fails. */
    static BlockFileReader begin(Path path, Disk.File file, FileRef ref) throws IOException {
        BlockFileReader reader = new BlockFileReader(path, file, ref);
        try {
            reader.readHeader();
            return reader;
        } catch (IOException | RuntimeException e) {
            try (file) {
                throw e;
            }
        }
    }

    private void readHeader() throws IOException {
        long size = file.size();
        if (size != ref.bytes()) {
            throw damaged("it has " + size + " bytes and should have " + ref.bytes());
        }
        byte[] start = read(NAME_AT);
        ByteBuffer fields = ByteBuffer.wrap(start);
        if (fields.getInt() != BlockFileWriter.MAGIC) {
            throw damaged("it does not begin like a file of a snapshot");
        }
        Formats.checkVersion(path, ref.snapshot(), fields.getInt(), BlockFileWriter.VERSION);
        byte[] rest = read(Short.toUnsignedInt(fields.getShort(NAME_AT - 2)) + 4);
        byte[] header = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, header, start.length, rest.length);
        if (!ByteBuffer.wrap(header).equals(BlockFileWriter.header(ref.snapshot(), ref.name()))) {
            throw damaged(describe(header) + ", not the file " + ref.name() + " of snapshot " + ref.snapshot());
        }
    }

    private String describe(byte[] header) {
        int end = header.length - 4;
        ByteBuffer fields = ByteBuffer.wrap(header);
        if (fields.getInt(end) != sum(header, end)) {
            return "its first " + header.length + " bytes are something else";
        }
        String name = new String(header, NAME_AT, end - NAME_AT, StandardCharsets.US_ASCII);
        return "it is the file " + name.replaceAll("[^A-Za-z0-9._-]", "?") + " of snapshot " + fields.getLong(8);
    }

    @Override
    public byte[] next() throws IOException {
        if (atEnd) {
            return null;
        }
        long at = position;
        byte[] header = read(BlockFileWriter.BLOCK_HEADER);
        ByteBuffer fields = ByteBuffer.wrap(header);
        int length = fields.getInt();
        if (length == BlockFileWriter.END) {
            checkFooter(at, header);
            return null;
        }
        int blockSum = fields.getInt();
        if (sum(header, 8) != fields.getInt() || length < 0 || length > ref.bytes() - position) {
            throw damaged("the header of block " + blocks + " is wrong at byte " + at);
        }
        blockAt = position;
        Formats.checkFitsMemory(path, "the block at byte " + at, length);
        byte[] block = read(length);
        if (sum(block, length) != blockSum) {
            throw damaged("the checksum of block " + blocks + " is wrong at byte " + at);
        }
        blocks++;
        return block;
    }

    private int sum(byte[] bytes, int length) {
        checksum.reset();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private void checkFooter(long at, byte[] start) throws IOException {
        int rest = BlockFileWriter.FOOTER - start.length;
        long left = ref.bytes() - position;
        if (left != rest) {
            throw damaged("it seems to end at byte " + at + ", " + left + " bytes early");
        }
        byte[] end = readUnsummed(rest);
        fileChecksum.update(end, 0, rest - 4);
        int sum = (int) fileChecksum.getValue();
        ByteBuffer footer =
                ByteBuffer.allocate(BlockFileWriter.FOOTER).put(start).put(end);
        boolean intact = footer.getLong(4) == blocks
                && footer.getLong(12) == ref.bytes()
                && footer.getInt(20) == sum
                && ref.checksum() == sum;
        if (!intact) {
            throw damaged("its blocks are not those that were written, says its end at byte " + at);
        }
        atEnd = true;
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = readUnsummed(length);
        fileChecksum.update(bytes);
        return bytes;
    }

    /** Reads bytes that are all there; what is allocated is never more than the file has. */
    private byte[] readUnsummed(int length) throws IOException {
        if (length > ref.bytes() - position) {
            throw damaged("it ends too early: there are no " + length + " bytes at byte " + position);
        }
        byte[] bytes = new byte[length];
        int read = file.read(position, ByteBuffer.wrap(bytes));
        position += read;
        if (read < length) {
            throw damaged("it ends at byte " + position);
        }
        return bytes;
    }

    @Override
    public long bytesLeft() {
        return ref.bytes() - position;
    }

    @Override
    public String place() {
        return path + " (block " + Math.max(0, blocks - 1) + ", from byte " + blockAt + " on)";
    }

    @Override
    public long snapshot() {
        return ref.snapshot();
    }

    private DamagedSnapshotException damaged(String damage) {
        return new DamagedSnapshotException(path, ref.snapshot(), damage);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
