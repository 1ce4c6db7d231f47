package io.millrace.source;

import java.util.List;

/**
 * A place between two lines of a file.
 *
 * @param offset the bytes before it
 * @param lines the lines before it
 */
record LinePosition(long offset, long lines) {

    static final LinePosition START = new LinePosition(0, 0);

    static LinePosition of(SourceContext context) {
        Object position = context.startPosition();
        if (position == null) {
            return START;
        }
        if (position instanceof List<?> list
                && list.size() == 2
                && list.get(0) instanceof Long offset
                && list.get(1) instanceof Long lines) {
            return new LinePosition(offset, lines);
        }
        throw Positions.foreign(context, position, "a pair of a byte offset and a number of lines");
    }

    /** The form that any serde knows. */
    List<Long> toList() {
        return List.of(offset, lines);
    }
}
