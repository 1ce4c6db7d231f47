package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the documents show of what programs print: the lines between {@code <!-- output: NAME -->} and {@code <!-- end output -->}. */
public final class ShownOutput {

    private ShownOutput() {}

    /**
     * The lines that are not empty, without indentation.
     *
     * @param page the page, from the root of the repository
     * @param name the name in the marker
     */
    public static List<String> of(String page, String name) {
        String text = text(page);
        String from = "<!-- output: " + name + " -->";
        assertThat(text).contains(from);
        String behind = text.substring(text.indexOf(from) + from.length());
        return lines(behind.substring(0, behind.indexOf("<!-- end output -->")));
    }

    /** Of what was printed, the lines that are not empty, without indentation. */
    public static List<String> lines(String printed) {
        return printed.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String text(String page) {
        try {
            return Files.readString(Path.of("..").resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
