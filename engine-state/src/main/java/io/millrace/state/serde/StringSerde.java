package io.millrace.state.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Strings: in UTF-8, except those with unpaired surrogates, which UTF-8 cannot hold: these are written char by char.
 */
final class StringSerde implements NeverEmpty<String> {
    private static final int UTF8_FORM = 0;
    private static final int CHARS_FORM = 1;

    @Override
    public void write(String value, DataOutput out) throws IOException {
        if (Utf8Text.unpairedAt(value) < 0) {
            out.writeByte(UTF8_FORM);
            byte[] bytes = value.getBytes(UTF_8);
            Encoding.writeLength(bytes.length, out);
            out.write(bytes);
        } else {
            out.writeByte(CHARS_FORM);
            Encoding.writeLength(value.length(), out);
            out.writeChars(value);
        }
    }

    @Override
    public String read(DataInput in) throws IOException {
        int form = in.readByte();
        if (form != UTF8_FORM && form != CHARS_FORM) {
            throw new IOException("Damaged string: no such form: " + form);
        }
        int length = Encoding.readCount("string", form == CHARS_FORM ? Character.BYTES : 1, in);
        if (form == CHARS_FORM) {
            return readChars(length, in);
        }
        byte[] bytes = Encoding.readBytes(length, in);
        return Utf8Text.decode(bytes, 0, length);
    }

    private static String readChars(int length, DataInput in) throws IOException {
        StringBuilder chars = new StringBuilder();
        for (int i = 0; i < length; i++) {
            chars.append(in.readChar());
        }
        return chars.toString();
    }

    @Override
    public int hash(String value) {
        return value.hashCode();
    }

    @Override
    public boolean immutable() {
        return true;
    }

    @Override
    public String form() {
        return "string";
    }
}
