package io.millrace.state.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Writes a file of blocks; docs/snapshot-format.md describes it. */
final class BlockFileWriter implements BlockWriter {
    static final int MAGIC = 0x4d524246;
    static final int VERSION = 1;

    /** Length, checksum of the block, checksum of the two. */
    static final int BLOCK_HEADER = 12;

    /** End mark, number of blocks, length of the file, checksum of the file up to there. */
    static final int FOOTER = 24;

    /** In place of a block's length. */
    static final int END = -1;

    private final Disk.File file;
    private final long snapshot;
    private final String name;
    private final Consumer<FileRef> finished;
    private final CRC32C fileChecksum = new CRC32C();
    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer blockHeader = ByteBuffer.allocate(BLOCK_HEADER);
    private long bytes;
    private long blocks;
    private boolean usable = true;

    private BlockFileWriter(Disk.File file, long snapshot, String name, Consumer<FileRef> finished) {
        this.file = file;
        this.snapshot = snapshot;
        this.name = name;
        this.finished = finished;
    }

    /**
     * Begins a file, which is closed when that fails.
     *
     * @param finished is told when the file is safe
     */
    static BlockFileWriter begin(Disk.File file, long snapshot, String name, Consumer<FileRef> finished)
            throws IOException {
        BlockFileWriter writer = new BlockFileWriter(file, snapshot, name, finished);
        try {
            writer.append(header(snapshot, name));
            return writer;
        } catch (IOException | RuntimeException e) {
            try (file) {
                throw e;
            }
        }
    }

    static ByteBuffer header(long snapshot, String name) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer header = ByteBuffer.allocate(headerBytes(ascii.length));
        header.putInt(MAGIC).putInt(VERSION).putLong(snapshot).putShort((short) ascii.length);
        header.put(ascii);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, header.position());
        return header.putInt((int) crc.getValue()).flip();
    }

    static int headerBytes(int nameBytes) {
        return 4 + 4 + 8 + 2 + nameBytes + 4;
    }

    @Override
    public void write(byte[] block, int length) throws IOException {
        checksum.reset();
        checksum.update(block, 0, length);
        blockHeader.clear().putInt(length).putInt((int) checksum.getValue());
        checksum.reset();
        checksum.update(blockHeader.array(), 0, blockHeader.position());
        append(blockHeader.putInt((int) checksum.getValue()).flip());
        append(ByteBuffer.wrap(block, 0, length));
        blocks++;
    }

    @Override
    public FileRef finish() throws IOException {
        long length = bytes + FOOTER;
        ByteBuffer footer = ByteBuffer.allocate(FOOTER);
        footer.putInt(END).putLong(blocks).putLong(length);
        fileChecksum.update(footer.array(), 0, footer.position());
        int fileSum = (int) fileChecksum.getValue();
        append(footer.putInt(fileSum).flip());
        usable = false;
        file.force();
        FileRef ref = new FileRef(snapshot, name, length, fileSum);
        finished.accept(ref);
        return ref;
    }

    /** After a failure nobody knows what is in the file, and what a second attempt to force it would be worth. */
    private void append(ByteBuffer part) throws IOException {
        if (!usable) {
            throw new IllegalStateException(
                    "the file " + name + " of snapshot " + snapshot + " is finished, closed or has failed");
        }
        usable = false;
        fileChecksum.update(part.duplicate());
        bytes += part.remaining();
        file.append(part);
        usable = true;
    }

    @Override
    public void close() throws IOException {
        usable = false;
        file.close();
    }
}
