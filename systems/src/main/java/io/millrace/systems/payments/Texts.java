package io.millrace.systems.payments;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Texts that others send: what is taken is written down, and has to be written for good. */
final class Texts {

    private static final int LONGEST = 100;

    private Texts() {}

    static String checked(String name, String text) {
        Objects.requireNonNull(text, name + " is missing");
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(name + " has at most " + LONGEST + " characters, not " + text.length());
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(name + " has half of a character, which nobody can write");
        }
        return text;
    }
}
