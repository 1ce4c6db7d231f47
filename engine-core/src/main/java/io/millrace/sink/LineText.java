package io.millrace.sink;

import io.millrace.state.serde.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The text of an event as a line of a file. */
final class LineText {

    private LineText() {}

    /** In UTF-8, without what ends it. */
    static byte[] of(Object event) {
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
