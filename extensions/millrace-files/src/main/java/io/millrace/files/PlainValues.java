package io.millrace.files;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;

/** Values in the forms that most of them have, read without making a text of the bytes. */
final class PlainValues {

    /** As many as always fit. */
    private static final int DIGITS_OF_A_LONG = 18;

    private PlainValues() {}

    /** A decimal of digits that fit a long; null when it has another form. */
    static BigDecimal decimal(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int first = negative ? from + 1 : from;
        int point = -1;
        long unscaled = 0;
        for (int i = first; i < to; i++) {
            int digit = bytes[i] - '0';
            if (bytes[i] == '.' && point < 0) {
                point = i;
            } else if (digit >= 0 && digit <= 9) {
                unscaled = 10 * unscaled + digit;
            } else {
                return null;
            }
        }
        int digits = to - first - (point < 0 ? 0 : 1);
        if (digits < 1 || digits > DIGITS_OF_A_LONG) {
            return null;
        }
        return BigDecimal.valueOf(negative ? -unscaled : unscaled, point < 0 ? 0 : to - point - 1);
    }

    /**
     * A time in UTC like 2026-11-29T10:00:00.123Z; null when it has another form.
     *
     * @throws java.time.DateTimeException when it has this form, and there is no such time
     */
    static Instant instant(byte[] bytes, int from, int to) {
        int nanos = hasForm(bytes, from, to) ? fraction(bytes, from + 19, to) : -1;
        if (nanos < 0) {
            return null;
        }
        LocalDate date = LocalDate.of(digits(bytes, from, 4), digits(bytes, from + 5, 2), digits(bytes, from + 8, 2));
        LocalTime time =
                LocalTime.of(digits(bytes, from + 11, 2), digits(bytes, from + 14, 2), digits(bytes, from + 17, 2));
        return Instant.ofEpochSecond(date.toEpochDay() * 86_400 + time.toSecondOfDay(), nanos);
    }

    /** Whether it is such a time as far as the seconds, and in UTC. */
    private static boolean hasForm(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 20 || length > 30 || bytes[to - 1] != 'Z') {
            return false;
        }
        for (int i = 0; i < 19; i++) {
            byte c = bytes[from + i];
            boolean fits = switch (i) {
                case 4, 7 -> c == '-';
                case 10 -> c == 'T';
                case 13, 16 -> c == ':';
                default -> c >= '0' && c <= '9';
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** The nanoseconds between the seconds and the Z; -1 when there is something else. */
    private static int fraction(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return 0;
        }
        int nanos = bytes[from] == '.' && length > 2 ? digits(bytes, from + 1, length - 2) : -1;
        for (int i = length - 2; i < 9 && nanos >= 0; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** A number of digits; -1 when there is something else. */
    private static int digits(byte[] bytes, int from, int length) {
        int value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }
}
