package io.millrace.state.store;

import io.millrace.state.log.SafeText;
import io.millrace.state.serde.BytesInput;
import io.millrace.state.serde.Serde;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of one type as a piece of a manifest: their number, and each of them; then as many bytes of 0 as it takes to
 * have a byte for each element, so that no number is more than what is there.
 */
public final class Pieces {
    private static final int COUNT_BYTES = 4;

    private Pieces() {}

    /** Writes elements. */
    public static <E> Manifest.Piece write(String name, Serde<E> serde, List<E> elements) throws IOException {
        List<byte[]> written = new ArrayList<>();
        for (E element : elements) {
            written.add(bytesOf(element, serde));
        }
        return of(name, serde, written);
    }

    /** Writes an element. */
    public static <E> byte[] bytesOf(E element, Serde<E> serde) throws IOException {
        Chunks bytes = new Chunks();
        serde.write(element, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** A piece of elements that have been written by a serde, each by itself. */
    public static Manifest.Piece of(String name, Serde<?> serde, List<byte[]> elements) throws IOException {
        long length = elements.stream().mapToLong(element -> element.length).sum();
        ManifestFormat.checkFits("state '" + name + "'", length);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(COUNT_BYTES + Math.max(elements.size(), length)));
        bytes.putInt(elements.size());
        elements.forEach(bytes::put);
        return new Manifest.Piece(name, Serde.formOf(serde), bytes.array());
    }

    /**
     * How many elements a piece has.
     *
     * @throws IOException when it cannot have that many
     */
    public static int count(Manifest.Piece piece) throws IOException {
        BytesInput in = new BytesInput(piece.bytes());
        int count = in.remaining() < COUNT_BYTES ? -1 : in.readInt();
        if (count < 0 || count > in.remaining()) {
            throw new IOException("state '" + piece.name() + "' would have " + count + " elements in "
                    + piece.bytes().length + " bytes");
        }
        return count;
    }

    /**
     * Reads elements.
     *
     * @param operator whose they are, for errors
     * @throws IOException when they were written as something else, or are damaged; it names the state and says what to do
     */
    public static <E> List<E> read(String operator, Manifest.Piece piece, Serde<E> serde) throws IOException {
        Serde.Reader<? extends E> reader = readerOf(operator, piece, serde);
        int count;
        try {
            count = count(piece);
        } catch (IOException e) {
            throw new IOException("operator '" + operator + "': " + e.getMessage(), e);
        }
        BytesInput in = new BytesInput(piece.bytes());
        in.skipBytes(COUNT_BYTES);
        List<E> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(element(operator, piece, serde, reader, in));
        }
        checkNothingIsLeft(operator, piece, count, in);
        return elements;
    }

    private static <E> E element(
            String operator, Manifest.Piece piece, Serde<E> serde, Serde.Reader<? extends E> reader, BytesInput in)
            throws IOException {
        try {
            E element = reader.read(in);
            if (element != null) {
                return element;
            }
        } catch (Throwable e) {
            throw new IOException(cannotBeRead(operator, piece, serde) + DamagedSnapshotException.reason(e), e);
        }
        throw new IOException(cannotBeRead(operator, piece, serde) + "read of its serde returned null");
    }

    private static String cannotBeRead(String operator, Manifest.Piece piece, Serde<?> serde) {
        return "an element of state '" + piece.name() + "' of operator '" + operator + "' cannot be read as "
                + Serde.nameOf(serde) + ": ";
    }

    private static void checkNothingIsLeft(String operator, Manifest.Piece piece, int count, BytesInput in)
            throws IOException {
        int left = in.remaining();
        int filling = count - (piece.bytes().length - COUNT_BYTES - left);
        boolean isFilling = left == Math.max(0, filling);
        while (in.remaining() > 0) {
            isFilling &= in.readByte() == 0;
        }
        if (!isFilling) {
            throw new IOException("state '" + piece.name() + "' of operator '" + operator + "' has " + left
                    + " bytes more in the snapshot than its type reads: restore it with the type it was written with");
        }
    }

    private static <E> Serde.Reader<? extends E> readerOf(String operator, Manifest.Piece piece, Serde<E> serde)
            throws IOException {
        try {
            return Serde.readerFor(serde, piece.form());
        } catch (Throwable e) {
            throw new UnfitStateException(
                    "state '" + piece.name() + "' of operator '" + operator + "' cannot be read as it was written: "
                            + SafeText.message(e) + "; or give it another name, and let the old one go",
                    e);
        }
    }
}
