package io.millrace.runtime;

import io.millrace.state.serde.Serde;
import io.millrace.state.store.Manifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Elements of one type as a piece of a manifest: their number, and each of them. */
final class Pieces {

    private Pieces() {}

    static <E> Manifest.Piece write(String name, Serde<E> serde, List<E> elements) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(elements.size());
        for (E element : elements) {
            serde.write(element, out);
        }
        return new Manifest.Piece(name, serde.form(), bytes.toByteArray());
    }

    static <E> List<E> read(String operator, Manifest.Piece piece, Serde<E> serde) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece.bytes()));
        int count = in.readInt();
        List<E> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(readerOf(operator, piece, serde).read(in));
        }
        if (in.available() > 0) {
            throw new IOException("state '" + piece.name() + "' of operator '" + operator + "' has " + in.available()
                    + " bytes more in the snapshot than its type reads: restore it with the type it was written with");
        }
        return elements;
    }

    private static <E> Serde<E> readerOf(String operator, Manifest.Piece piece, Serde<E> serde) throws IOException {
        if (!piece.form().equals(serde.form())) {
            throw new IOException("state '" + piece.name() + "' of operator '" + operator + "' was written as "
                    + piece.form() + ", but is declared as " + serde.form()
                    + ": give the new one another name, and allow the old one to be dropped");
        }
        return serde;
    }
}
