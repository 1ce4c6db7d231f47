package io.millrace.source;

import java.util.List;

/**
 * A place between two lines of a file.
 *
 * @param offset the bytes before it
 * @param lines the lines before it
 * @param sample the checksum of a {@link FileSample} there
 */
record LinePosition(long offset, long lines, long sample) {

    static final LinePosition START = new LinePosition(0, 0, 0);

    static LinePosition of(SourceContext context) {
        Object position = context.startPosition();
        if (position == null) {
            return START;
        }
        if (position instanceof List<?> list
                && list.size() == 3
                && list.get(0) instanceof Long offset
                && list.get(1) instanceof Long lines
                && list.get(2) instanceof Long sample
                && 0 <= lines
                && lines <= offset) {
            return new LinePosition(offset, lines, sample);
        }
        throw Positions.foreign(context, position, "a byte offset, a number of lines and a checksum");
    }

    /** The form that any serde knows. */
    List<Long> toList() {
        return List.of(offset, lines, sample);
    }
}
