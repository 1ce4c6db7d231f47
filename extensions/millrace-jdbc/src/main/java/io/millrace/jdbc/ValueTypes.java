package io.millrace.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;

/** The classes of values that columns have. */
final class ValueTypes {

    static final Set<Class<?>> NUMBERS = Set.of(
            byte.class,
            short.class,
            int.class,
            long.class,
            float.class,
            double.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigDecimal.class,
            BigInteger.class);
    private static final Set<Class<?>> TIMES =
            Set.of(Instant.class, LocalDate.class, LocalTime.class, LocalDateTime.class, OffsetDateTime.class);
    private static final Set<Class<?>> OTHERS = Set.of(
            boolean.class,
            Boolean.class,
            char.class,
            Character.class,
            String.class,
            UUID.class,
            byte[].class,
            Duration.class);

    private ValueTypes() {}

    static void checkKnown(Class<?> owner, String component, Class<?> type) {
        if (!isKnown(type)) {
            throw new IllegalArgumentException(
                    "component '" + component + "' of " + owner.getName() + " is a " + type.getName()
                            + ", which is no type of a column: numbers, strings, char, booleans, enums, byte[], UUID, Duration, Instant and"
                            + " the Local types of java.time are, and an Optional of one, a List or an array; or give a RowReader or RowWriter");
        }
    }

    static boolean isKnown(Class<?> type) {
        return type.isEnum() || NUMBERS.contains(type) || TIMES.contains(type) || OTHERS.contains(type);
    }
}
