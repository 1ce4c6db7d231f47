package io.millrace.files;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The values that a column can have. */
enum ColumnKind {
    BOOLEAN(boolean.class, "true or false"),
    BYTE(byte.class, "a whole number from -128 to 127"),
    SHORT(short.class, "a whole number from -32768 to 32767"),
    INT(int.class, "a whole number from -2147483648 to 2147483647"),
    LONG(long.class, "a whole number from -9223372036854775808 to 9223372036854775807"),
    FLOAT(float.class, "a number, such as -12.5 or 1e6"),
    DOUBLE(double.class, "a number, such as -12.5 or 1e6"),
    CHAR(char.class, "one character"),
    STRING(String.class, "a text"),
    DECIMAL(BigDecimal.class, "a decimal number of at most 1000 characters, such as -12.50"),
    INTEGER(BigInteger.class, "a whole number of at most 1000 digits"),
    INSTANT(Instant.class, "a time of ISO-8601 with a zone, such as 2026-11-29T10:00:00Z"),
    DATE(LocalDate.class, "a date of ISO-8601, such as 2026-11-29"),
    DATE_TIME(LocalDateTime.class, "a date and time of ISO-8601 without a zone, such as 2026-11-29T10:00:00"),
    TIME(LocalTime.class, "a time of day of ISO-8601, such as 10:00:00"),
    DURATION(Duration.class, "a duration of ISO-8601, such as PT1.5S"),
    ID(UUID.class, "a UUID, such as 123e4567-e89b-12d3-a456-426614174000"),
    ENUM(Enum.class, "one of the constants");

    private static final Map<Class<?>, ColumnKind> BY_TYPE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.type, kind -> kind));

    private static final Map<Class<?>, ColumnKind> BOXES = Map.of(
            Boolean.class, BOOLEAN,
            Byte.class, BYTE,
            Short.class, SHORT,
            Integer.class, INT,
            Long.class, LONG,
            Float.class, FLOAT,
            Double.class, DOUBLE,
            Character.class, CHAR);

    private final Class<?> type;
    private final String wanted;

    ColumnKind(Class<?> type, String wanted) {
        this.type = type;
        this.wanted = wanted;
    }

    /** The kind of values of a class, or null. */
    static ColumnKind of(Class<?> type) {
        if (type.isEnum()) {
            return ENUM;
        }
        ColumnKind boxed = BOXES.get(type);
        return boxed == null ? BY_TYPE.get(type) : boxed;
    }

    /** Whether it is of more digits than a number of the machine has, and so is taken as a text. */
    boolean isLong() {
        return this == DECIMAL || this == INTEGER || this == ID;
    }

    /** What a field has to hold, in words. */
    String wanted(Class<?> ofType) {
        return this == ENUM ? "one of " + Arrays.toString(ofType.getEnumConstants()) : wanted;
    }
}
