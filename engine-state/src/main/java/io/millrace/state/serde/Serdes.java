package io.millrace.state.serde;

import java.io.IOException;
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
     * The form of a serde, which may be one of the user's.
     *
     * @throws NoSerdeException when it is null; the message names the class
     */
    public static String formOf(Serde<?> serde) {
        if (serde == null) {
            throw new NoSerdeException("there is null in place of a serde: what makes serdes, such as accumulatorSerde"
                    + " of an aggregate, has to return one, or throw");
        }
        String form = serde.form();
        if (form == null) {
            throw new NoSerdeException("form of " + serde.getClass().getName()
                    + " returned null: have it return, in short and always the same, what is written; or leave it out");
        }
        return form;
    }

    /**
     * What a serde, which may be one of the user's, gives to read a form with.
     *
     * @throws IOException when it cannot read the form, or gives null
     */
    public static <T> Serde.Reader<? extends T> readerOf(Serde<T> serde, String writtenForm) throws IOException {
        Serde.Reader<? extends T> reader = serde.readerOf(writtenForm);
        if (reader == null) {
            throw new IOException("readerOf of " + serde.getClass().getName() + " returned null for " + writtenForm
                    + ": have it throw an IOException that names both where it cannot read a form");
        }
        return reader;
    }

    /** What messages call a serde: its form, or its class when that cannot be told. */
    public static String nameOf(Serde<?> serde) {
        try {
            return formOf(serde);
        } catch (Throwable e) {
            return serde.getClass().getName();
        }
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
