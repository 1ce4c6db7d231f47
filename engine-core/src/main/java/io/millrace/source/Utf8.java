package io.millrace.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** What {@link String} does not tell about UTF-8. */
final class Utf8 {

    /** What a String has in place of malformed bytes; may also stand in a text of its own right. */
    static final char REPLACEMENT = '\uFFFD';

    /** The length of a byte order mark. */
    static final int BYTE_ORDER_MARK = 3;

    private Utf8() {}

    /** Whether a byte is inside a character, rather than its first. */
    static boolean isContinuation(byte value) {
        return (value & 0xC0) == 0x80;
    }

    static boolean startsWithByteOrderMark(byte[] bytes, int from, int to) {
        return to - from >= BYTE_ORDER_MARK
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }

    /** The index of the first byte that is not UTF-8, or -1. */
    static int malformedAt(byte[] bytes, int from, int to) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer input = ByteBuffer.wrap(bytes, from, to - from);
        CharBuffer output = CharBuffer.allocate(to - from);
        return decoder.decode(input, output, true).isError() ? input.position() : -1;
    }
}
