package io.millrace.examples.fraud;

import io.millrace.source.Line;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;

/** The texts of one line's fields, from which its transaction is made. */
final class TransactionFields {

    /** Digits before and behind the decimal point: no currency needs more, and an exponent could ask for billions. */
    private static final int MOST_DIGITS = 18;

    private static final int LONGEST_AMOUNT = 64;

    private static final Instant FIRST_TIME = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final Line line;
    private final Map<Column, String> texts = new EnumMap<>(Column.class);

    TransactionFields(Line line) {
        this.line = line;
    }

    void put(Column column, String text) {
        texts.put(column, text);
    }

    Transaction transaction() throws UnreadableLineException {
        return new Transaction(text(Column.ID), text(Column.USER), amount(), text(Column.COUNTRY), time());
    }

    private String text(Column column) throws UnreadableLineException {
        String text = texts.get(column);
        if (text == null) {
            throw unreadable(column, "is missing");
        }
        if (text.isBlank()) {
            throw unreadable(column, UnreadableLineException.quoted(text) + " is blank");
        }
        if (UnreadableLineException.hasUnpairedSurrogate(text)) {
            throw unreadable(
                    column,
                    UnreadableLineException.quoted(text) + " has half of a surrogate pair, which is no character");
        }
        return text;
    }

    private BigDecimal amount() throws UnreadableLineException {
        String text = text(Column.AMOUNT);
        BigDecimal amount = text.length() > LONGEST_AMOUNT ? null : decimal(text);
        if (amount == null) {
            throw unreadable(Column.AMOUNT, UnreadableLineException.quoted(text) + " is not a number");
        }
        if (amount.signum() < 0) {
            throw unreadable(Column.AMOUNT, UnreadableLineException.quoted(text) + " is negative");
        }
        if (amount.scale() > MOST_DIGITS || (long) amount.precision() - amount.scale() > MOST_DIGITS) {
            throw unreadable(
                    Column.AMOUNT,
                    UnreadableLineException.quoted(text) + " has more than " + MOST_DIGITS
                            + " digits before or behind the decimal point");
        }
        return amount;
    }

    private static BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private Instant time() throws UnreadableLineException {
        String text = text(Column.TIME);
        Instant time = instant(text);
        if (time == null) {
            throw unreadable(
                    Column.TIME,
                    UnreadableLineException.quoted(text)
                            + " is not a time of ISO-8601 with a zone, such as 2024-01-15T10:00:00Z");
        }
        if (time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME)) {
            throw unreadable(
                    Column.TIME,
                    UnreadableLineException.quoted(text) + " is not within the years 0000 to 9999 of ISO-8601");
        }
        return time;
    }

    private static Instant instant(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private UnreadableLineException unreadable(Column column, String reason) {
        return new UnreadableLineException(line, column.label(), reason);
    }
}
