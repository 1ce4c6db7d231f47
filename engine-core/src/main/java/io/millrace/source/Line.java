package io.millrace.source;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A line of a file that knows where it stands, so that an error can name it.
 *
 * @param file the file, as it was given to {@link Sources#numberedLines}
 * @param number counted from 1
 * @param text the line without its terminator; of one that is too long, the beginning
 * @param problem why the text is not what the file holds: some bytes of it are not UTF-8, or the line is longer than
 *     16 MiB; or null
 */
public record Line(Path file, long number, String text, String problem) {

    /**
     * A line without a problem.
     *
     * @param file the file
     * @param number counted from 1
     * @param text the line without its terminator
     */
    public Line(Path file, long number, String text) {
        this(file, number, text, null);
    }

    /** Says that it cannot become an event. */
    void reject(SourceContext context) {
        context.reject(text, new IOException(file + ", line " + number + ": " + problem));
    }

    @Override
    public String toString() {
        return file + ", line " + number + ": " + text;
    }
}
