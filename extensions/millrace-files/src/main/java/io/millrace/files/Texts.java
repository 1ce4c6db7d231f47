package io.millrace.files;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Texts of files in messages, and what is wrong with the bytes of one. */
final class Texts {

    private static final int LONGEST = 60;
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /** A value for a message: in quotes, on one line, not too long, and of whole characters. */
    static String quoted(String value) {
        StringBuilder text = new StringBuilder("'");
        value.codePoints().limit(LONGEST).forEach(c -> text.appendCodePoint(shown(c)));
        return text.append(value.codePointCount(0, value.length()) > LONGEST ? "...'" : "'")
                .toString();
    }

    private static int shown(int codePoint) {
        if (Character.isISOControl(codePoint)) {
            return ' ';
        }
        return isUnpaired(codePoint) ? REPLACEMENT : codePoint;
    }

    /** Whether a text holds half a character: no file in UTF-8 can. */
    static boolean hasHalfACharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                return text.codePoints().anyMatch(Texts::isUnpaired);
            }
        }
        return false;
    }

    private static boolean isUnpaired(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** What is wrong with bytes whose text has a replacement character; null when it is one of its own right. */
    static String malformation(byte[] bytes, int from, int to) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer input = ByteBuffer.wrap(bytes, from, to - from);
        if (!decoder.decode(input, CharBuffer.allocate(to - from), true).isError()) {
            return null;
        }
        int at = input.position();
        return String.format(
                Locale.ROOT,
                "byte %d of it (0x%02X) is not UTF-8; convert the file to UTF-8",
                at - from + 1,
                bytes[at]);
    }

    /** Whether a text may come of malformed bytes. */
    static boolean mayBeMalformed(String text) {
        return text.indexOf(REPLACEMENT) >= 0;
    }

    /** The first line of what is there, for a message. */
    static String beginning(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '\n' && end - from < 1_000) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
