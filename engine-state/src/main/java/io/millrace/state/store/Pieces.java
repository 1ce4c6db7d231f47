package io.millrace.state.store;

import io.millrace.state.serde.Serde;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Elements of one type as a piece of a manifest: their number, and each of them. */
public final class Pieces {

    private Pieces() {}

    /** Writes elements. */
    public static <E> Manifest.Piece write(String name, Serde<E> serde, List<E> elements) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(elements.size());
        for (E element : elements) {
            serde.write(element, out);
        }
        return new Manifest.Piece(name, serde.form(), bytes.toByteArray());
    }

    /**
     * Reads elements.
     *
     * @param operator whose they are, for errors
     * @throws IOException when they were written as something else; it names the state and says what to do
     */
    public static <E> List<E> read(String operator, Manifest.Piece piece, Serde<E> serde) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece.bytes()));
        int count = in.readInt();
        Serde.Reader<? extends E> reader = readerOf(operator, piece, serde);
        List<E> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(reader.read(in));
        }
        if (in.available() > 0) {
            throw new IOException("state '" + piece.name() + "' of operator '" + operator + "' has " + in.available()
                    + " bytes more in the snapshot than its type reads: restore it with the type it was written with");
        }
        return elements;
    }

    private static <E> Serde.Reader<? extends E> readerOf(String operator, Manifest.Piece piece, Serde<E> serde)
            throws IOException {
        try {
            return serde.readerOf(piece.form());
        } catch (IOException e) {
            throw new IOException(
                    "state '" + piece.name() + "' of operator '" + operator + "' cannot be read as it was written: "
                            + e.getMessage() + "; or give it another name, and let the old one go",
                    e);
        }
    }
}
