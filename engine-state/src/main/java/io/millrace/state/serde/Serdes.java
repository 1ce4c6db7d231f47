package io.millrace.state.serde;

import java.lang.invoke.MethodHandles;

/**
 * The built-in serdes. They know
 * <ul>
 *   <li>the boxes of primitives, String, byte[], enums, BigDecimal, BigInteger, UUID;
 *   <li>Instant, Duration, Period, LocalDate, LocalTime, LocalDateTime, OffsetDateTime, ZonedDateTime, ZoneId, ZoneOffset,
 *       Year, YearMonth;
 *   <li>Optional, List, Set, Map and arrays of what they know; a list is read as an ArrayList, a set and a map as the
 *       linked hash kind, in the order in which they were written;
 *   <li>records of what they know, by component name: components may be added (they read as null or 0), removed,
 *       reordered and widened;
 *   <li>sealed interfaces of such records.
 * </ul>
 * Other classes need a Serde in a {@link SerdeRegistry}.
 */
public final class Serdes {
    private Serdes() {}

    /**
     * The built-in serde of a type.
     *
     * @throws IllegalArgumentException when there is none; the message names the class and says what to do
     */
    public static <T> Serde<T> of(Type<T> type) {
        return SerdeRegistry.standard().serde(type);
    }

    /**
     * The built-in serde of a record in a package that is not open to this module.
     *
     * @param lookup of a class that has access to the record: {@code MethodHandles.lookup()}
     * @throws IllegalArgumentException when the lookup has no access, or there is no serde for a component
     */
    public static <R extends Record> Serde<R> record(MethodHandles.Lookup lookup, Class<R> type) {
        Resolver components = new Resolver(SerdeRegistry.standard().known());
        return RecordSerdes.create(lookup, type, components::resolve);
    }
}
