package io.millrace.sink;

import java.nio.charset.StandardCharsets;

/** The text of an event as a line of a file. */
final class LineText {

    private LineText() {}

    /** In UTF-8, without the line feed that ends it. */
    static byte[] of(Object event) {
        String text = event.toString();
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the text of an event in a file of lines must not contain a line feed;"
                    + " escape it, or write a Sink of your own");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
