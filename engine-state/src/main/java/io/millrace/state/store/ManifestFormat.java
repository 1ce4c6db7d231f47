package io.millrace.state.store;

import io.millrace.state.serde.Utf8Text;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The bytes of a manifest; docs/snapshot-format.md describes them. */
final class ManifestFormat {
    static final int MAX_BYTES = 1 << 30;

    private static final int MAGIC = 0x4d524d46;
    private static final int VERSION = 1;
    static final int HEADER = 12;
    private static final int CHECKSUM = 4;
    private static final int SECONDS_NANOS = 1_000_000_000;
    private static final int COMPLETE = 1;
    private static final int NAMED = 2;

    private ManifestFormat() {}

    static byte[] write(Manifest manifest) throws IOException {
        return chunks(manifest).toByteArray();
    }

    /** What {@link #write} gives, part by part. */
    static List<ByteBuffer> parts(Manifest manifest) throws IOException {
        return chunks(manifest).parts();
    }

    private static Chunks chunks(Manifest manifest) throws IOException {
        Chunks chunks = new Chunks();
        DataOutputStream out = new DataOutputStream(chunks);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(0);
        writeBody(manifest, out, chunks);
        long body = chunks.size() - HEADER;
        checkFits("snapshot " + manifest.id(), body + HEADER + CHECKSUM);
        chunks.parts().get(0).putInt(HEADER - Integer.BYTES, (int) body);
        out.writeInt(checksum(chunks.parts()));
        return chunks;
    }

    /** More could not be read again. */
    static void checkFits(String what, long bytes) throws IOException {
        long most = Math.min(MAX_BYTES, Formats.mostAtOnce());
        if (bytes > most) {
            throw new IOException(what + " keeps " + bytes + " bytes besides keyed state, and may keep " + most
                    + ", at most " + MAX_BYTES + " and a quarter of the memory: where sinks keep in snapshots what they"
                    + " have written, take these more often; or give the program more memory, or keep state by key");
        }
    }

    private static int checksum(List<ByteBuffer> parts) {
        CRC32C crc = new CRC32C();
        parts.forEach(part -> crc.update(part.duplicate()));
        return (int) crc.getValue();
    }

    private static int checksum(byte[] bytes) {
        return checksum(List.of(ByteBuffer.wrap(bytes, 0, bytes.length - CHECKSUM)));
    }

    private static void writeBody(Manifest manifest, DataOutputStream out, Chunks chunks) throws IOException {
        out.writeLong(manifest.id());
        out.writeByte((manifest.complete() ? COMPLETE : 0) | (manifest.name() != null ? NAMED : 0));
        if (manifest.name() != null) {
            writeString(manifest.name(), out);
        }
        writeString(manifest.job(), out);
        Instant created = manifest.created();
        out.writeLong(created.getEpochSecond());
        out.writeInt(created.getNano());
        out.writeInt(manifest.labels().size());
        for (Map.Entry<String, String> label : new TreeMap<>(manifest.labels()).entrySet()) {
            writeString(label.getKey(), out);
            writeString(label.getValue(), out);
        }
        out.writeInt(manifest.parts().size());
        for (Manifest.Part part : manifest.parts()) {
            writePart(part, out, chunks);
        }
        out.writeInt(manifest.files().size());
        for (Manifest.TaskFiles task : manifest.files()) {
            writeTask(task, out);
        }
    }

    private static void writePart(Manifest.Part part, DataOutputStream out, Chunks chunks) throws IOException {
        writeString(part.operator(), out);
        out.writeInt(part.subtask());
        out.writeInt(part.parallelism());
        out.writeBoolean(part.ended());
        out.writeInt(part.pieces().size());
        for (Manifest.Piece piece : part.pieces()) {
            writeString(piece.name(), out);
            writeString(piece.form(), out);
            out.writeInt(piece.bytes().length);
            chunks.writeShared(piece.bytes());
        }
    }

    private static void writeTask(Manifest.TaskFiles task, DataOutputStream out) throws IOException {
        out.writeInt(task.operators().size());
        for (String operator : task.operators()) {
            writeString(operator, out);
        }
        out.writeInt(task.subtask());
        out.writeInt(task.parallelism());
        out.writeInt(task.chain().size());
        for (FileRef file : task.chain()) {
            out.writeLong(file.snapshot());
            writeString(file.name(), out);
            out.writeLong(file.bytes());
            out.writeInt(file.checksum());
        }
    }

    private static void writeString(String text, DataOutputStream out) throws IOException {
        byte[] bytes = Utf8Text.encode(text);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads what is of a snapshot that is known by nothing else. */
    static Manifest read(byte[] bytes, String place) throws IOException {
        long snapshot =
                bytes.length < HEADER + Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong(HEADER);
        return read(bytes, place, snapshot);
    }

    /** Reads what {@link #write} has written, and trusts nothing in it. */
    static Manifest read(byte[] bytes, Object path, long snapshot) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            checkHeader(in, bytes.length, path, snapshot);
            check(in.getInt(bytes.length - CHECKSUM) == checksum(bytes), "its checksum is wrong");
            in.limit(bytes.length - CHECKSUM);
            Manifest manifest = readBody(in);
            check(!in.hasRemaining(), "it has too many bytes at byte " + in.position());
            check(manifest.id() == snapshot, "it is that of snapshot " + manifest.id());
            return Manifests.checked(manifest);
        } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException e) {
            String damage = e instanceof IllegalArgumentException ? e.getMessage() : "its content makes no sense";
            throw new DamagedSnapshotException(path, snapshot, damage, e);
        }
    }

    /**
     * Looks at the first bytes alone.
     *
     * @param in has the header, if there are so many bytes
     * @param size of the file
     */
    static void checkHeader(ByteBuffer in, long size, Object path, long snapshot) throws IOException {
        try {
            check(size >= HEADER + CHECKSUM, "it has only " + size + " bytes");
            check(size <= MAX_BYTES, "it has " + size + " bytes, and no manifest has more than " + MAX_BYTES);
            check(in.getInt() == MAGIC, "it does not begin like a manifest");
            Formats.checkVersion(path, snapshot, in.getInt(), VERSION);
            check(in.getInt() == size - HEADER - CHECKSUM, "its length is wrong at byte 8");
        } catch (IllegalArgumentException e) {
            throw new DamagedSnapshotException(path, snapshot, e.getMessage(), e);
        }
    }

    private static Manifest readBody(ByteBuffer in) {
        long id = in.getLong();
        byte flags = in.get();
        check((flags & ~(COMPLETE | NAMED)) == 0, "it has unknown flags " + flags);
        String name = (flags & NAMED) != 0 ? readString(in) : null;
        String job = readString(in);
        long seconds = in.getLong();
        int nanos = in.getInt();
        check(nanos >= 0 && nanos < SECONDS_NANOS, "it was begun at " + nanos + " nanoseconds of a second");
        Instant created = Instant.ofEpochSecond(seconds, nanos);
        Map<String, String> labels = new HashMap<>();
        for (int left = readCount(8, in); left > 0; left--) {
            String label = readString(in);
            check(labels.put(label, readString(in)) == null, "it has the label '" + label + "' twice");
        }
        List<Manifest.Part> parts = new ArrayList<>();
        for (int left = readCount(17, in); left > 0; left--) {
            parts.add(readPart(in));
        }
        List<Manifest.TaskFiles> files = new ArrayList<>();
        for (int left = readCount(16, in); left > 0; left--) {
            files.add(readTask(in));
        }
        return new Manifest(id, name, job, labels, created, (flags & COMPLETE) != 0, parts, files);
    }

    private static Manifest.Part readPart(ByteBuffer in) {
        String operator = readString(in);
        int subtask = in.getInt();
        int parallelism = in.getInt();
        byte ended = in.get();
        check(ended == 0 || ended == 1, "it says " + ended + " for yes or no at byte " + (in.position() - 1));
        List<Manifest.Piece> pieces = new ArrayList<>();
        for (int left = readCount(12, in); left > 0; left--) {
            pieces.add(new Manifest.Piece(readString(in), readString(in), readBytes(in)));
        }
        return new Manifest.Part(operator, subtask, parallelism, ended == 1, pieces);
    }

    private static Manifest.TaskFiles readTask(ByteBuffer in) {
        List<String> operators = new ArrayList<>();
        for (int left = readCount(4, in); left > 0; left--) {
            operators.add(readString(in));
        }
        int subtask = in.getInt();
        int parallelism = in.getInt();
        List<FileRef> chain = new ArrayList<>();
        for (int left = readCount(24, in); left > 0; left--) {
            chain.add(new FileRef(in.getLong(), readString(in), in.getLong(), in.getInt()));
        }
        return new Manifest.TaskFiles(operators, subtask, parallelism, chain);
    }

    /** How many elements follow, of which each takes some bytes at least. */
    private static int readCount(int elementBytes, ByteBuffer in) {
        int count = in.getInt();
        check(
                count >= 0 && count <= in.remaining() / elementBytes,
                "it has no room for " + count + " elements at byte " + in.position());
        return count;
    }

    private static String readString(ByteBuffer in) {
        byte[] bytes = readBytes(in);
        try {
            return Utf8Text.decode(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new IllegalArgumentException("the text before byte " + in.position() + " is not UTF-8", e);
        }
    }

    private static byte[] readBytes(ByteBuffer in) {
        byte[] bytes = new byte[readCount(1, in)];
        in.get(bytes);
        return bytes;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
