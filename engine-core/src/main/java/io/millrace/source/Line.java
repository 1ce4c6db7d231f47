package io.millrace.source;

import java.nio.file.Path;

/**
 * A line of a file that knows where it stands, so that an error can name it.
 *
 * @param file the file, as it was given to {@link Sources#numberedLines}
 * @param number counted from 1
 * @param text the line without its terminator
 */
public record Line(Path file, long number, String text) {

    @Override
    public String toString() {
        return file + ", line " + number + ": " + text;
    }
}
