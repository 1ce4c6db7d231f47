package io.millrace.state.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;

/**
 * Text as UTF-8 and back, where the encoders and decoders of the JDK would replace what they cannot express. For the
 * engine.
 */
public final class Utf8Text {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Text() {}

    /** The index of the first surrogate that lacks its other half, which UTF-8 cannot hold; or -1. */
    public static int unpairedAt(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /**
     * Refuses a text that UTF-8 cannot hold, before it is to be written.
     *
     * @param what what it is, for the message
     * @param text the text
     * @throws IllegalArgumentException when it has a surrogate that lacks its other half
     */
    public static void checkIsWhole(String what, String text) {
        int unpaired = unpairedAt(text);
        if (unpaired >= 0) {
            throw new IllegalArgumentException(what + " must not have half of a surrogate pair, as '" + text
                    + "' has at index " + unpaired + ", since snapshots are written in UTF-8; use another text");
        }
    }

    /**
     * The bytes of a text.
     *
     * @throws IOException when it has a surrogate that lacks its other half
     */
    public static byte[] encode(String text) throws IOException {
        int unpaired = unpairedAt(text);
        if (unpaired >= 0) {
            throw new IOException("The text '" + text + "' is not Unicode: at index " + unpaired
                    + " is half of a surrogate pair; use another text");
        }
        return text.getBytes(UTF_8);
    }

    /**
     * The text of some bytes.
     *
     * @throws IOException when they are not UTF-8
     */
    public static String decode(byte[] bytes, int from, int length) throws IOException {
        String text = new String(bytes, from, length, UTF_8);
        boolean suspicious = text.indexOf(REPLACEMENT) >= 0;
        if (suspicious && !Arrays.equals(text.getBytes(UTF_8), Arrays.copyOfRange(bytes, from, from + length))) {
            throw new IOException("Damaged text: it is not UTF-8");
        }
        return text;
    }
}
