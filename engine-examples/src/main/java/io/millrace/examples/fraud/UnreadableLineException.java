package io.millrace.examples.fraud;

import io.millrace.source.Line;

/** A line that is no transaction. The message, of one line, names file, line, column and value. */
public final class UnreadableLineException extends Exception {

    private static final long serialVersionUID = 1;
    private static final int LONGEST_VALUE = 60;

    private final Line line;
    private final String column;
    private final String reason;

    /**
     * An exception about a line.
     *
     * @param line the line
     * @param column the name of the column, or a number where there is no name
     * @param reason what is wrong, with the value
     */
    UnreadableLineException(Line line, String column, String reason) {
        super("cannot read " + line.file() + ", line " + line.number() + ", column " + column + ": " + reason);
        this.line = line;
        this.column = column;
        this.reason = reason;
    }

    /**
     * Checks that the text of a line is what the file holds.
     *
     * @param line the line
     * @throws UnreadableLineException if it is not, because it is not UTF-8, or too long
     */
    static void check(Line line) throws UnreadableLineException {
        if (line.problem() != null) {
            throw new UnreadableLineException(
                    line, String.valueOf(Math.max(1, line.text().indexOf('\uFFFD') + 1)), line.problem());
        }
    }

    /**
     * The line.
     *
     * @return the line
     */
    Line line() {
        return line;
    }

    /**
     * Where in the line.
     *
     * @return the name of the column, or a number where there is no name
     */
    String column() {
        return column;
    }

    /**
     * What is wrong.
     *
     * @return the reason, with the value
     */
    String reason() {
        return reason;
    }

    /** A value for a message: in quotes, on one line, not too long, and of whole characters. */
    static String quoted(String value) {
        StringBuilder text = new StringBuilder("'");
        value.codePoints().limit(LONGEST_VALUE).forEach(c -> text.appendCodePoint(shown(c)));
        return text.append(value.codePointCount(0, value.length()) > LONGEST_VALUE ? "...'" : "'")
                .toString();
    }

    private static int shown(int codePoint) {
        if (Character.isISOControl(codePoint)) {
            return ' ';
        }
        return isUnpaired(codePoint) ? '\uFFFD' : codePoint;
    }

    /** Whether a text holds half a character, as an escape in JSON may: no file in UTF-8 can. */
    static boolean hasUnpairedSurrogate(String value) {
        return value.codePoints().anyMatch(UnreadableLineException::isUnpaired);
    }

    private static boolean isUnpaired(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
