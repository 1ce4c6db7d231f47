package io.millrace.sink;

import io.millrace.state.serde.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Lines as they go into a file, so that whoever reads them back as lines gets each text as it was: a text that ends with
 * a carriage return is ended by CR LF, of which readers drop the CR; and where the first line begins like a byte order
 * mark there is another one before it.
 */
final class LineBuffer {

    private static final int CAPACITY = 64 << 10;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int LONGEST_ADDITION = BYTE_ORDER_MARK.length + 2;

    private byte[] bytes = new byte[CAPACITY];
    private int used;

    /** Whether there is no room for a line, but there would be if nothing else were there. */
    boolean isTooFullFor(byte[] text) {
        return used > 0 && text.length + LONGEST_ADDITION > bytes.length - used;
    }

    /**
     * Adds a line.
     *
     * @param text terminator excluded
     * @param isFirst whether the file has nothing before it
     */
    void add(byte[] text, boolean isFirst) {
        if (text.length + LONGEST_ADDITION > bytes.length - used) {
            bytes = Arrays.copyOf(bytes, used + text.length + LONGEST_ADDITION);
        }
        if (isFirst && beginsLikeAMark(text)) {
            append(BYTE_ORDER_MARK);
        }
        append(text);
        if (text.length > 0 && text[text.length - 1] == '\r') {
            bytes[used++] = '\r';
        }
        bytes[used++] = '\n';
    }

    private static boolean beginsLikeAMark(byte[] text) {
        int length = BYTE_ORDER_MARK.length;
        return text.length >= length && Arrays.equals(text, 0, length, BYTE_ORDER_MARK, 0, length);
    }

    private void append(byte[] more) {
        System.arraycopy(more, 0, bytes, used, more.length);
        used += more.length;
    }

    byte[] bytes() {
        return bytes;
    }

    int used() {
        return used;
    }

    void clear() {
        used = 0;
    }

    /** The text of an event as a line, in UTF-8, without what ends it. */
    static byte[] lineOf(Object event) {
        String text = event.toString();
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the text of an event in a file of lines must not contain a line feed;"
                    + " escape it, or write a Sink of your own");
        }
        int unpaired = Utf8Text.unpairedAt(text);
        if (unpaired >= 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the text of an event in a file of lines has half of a surrogate pair, U+%04X at index %d, which UTF-8"
                            + " cannot hold; mend the text where it was cut, or escape it",
                    (int) text.charAt(unpaired),
                    unpaired));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
