package io.millrace.state.serde;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.UUID;

/** The values of java.time, and UUIDs: as the numbers they consist of. */
final class TimeSerdes {
    private static final StringSerde STRINGS = new StringSerde();

    private TimeSerdes() {}

    static void addTo(Map<Class<?>, Serde<?>> serdes) {
        serdes.put(Instant.class, instant());
        serdes.put(Duration.class, duration());
        serdes.put(LocalDate.class, date());
        serdes.put(LocalTime.class, time());
        serdes.put(LocalDateTime.class, dateTime());
        serdes.put(OffsetDateTime.class, offsetDateTime());
        serdes.put(ZonedDateTime.class, zonedDateTime());
        serdes.put(ZoneOffset.class, offset());
        serdes.put(ZoneId.class, zone());
        serdes.put(Year.class, year());
        serdes.put(YearMonth.class, yearMonth());
        serdes.put(Period.class, period());
        serdes.put(UUID.class, uuid());
    }

    private static Serde<Instant> instant() {
        return new ScalarSerde<>(
                "instant",
                (v, out) -> {
                    out.writeLong(v.getEpochSecond());
                    out.writeInt(v.getNano());
                },
                checked("instant", in -> Instant.ofEpochSecond(in.readLong(), nanos(in))),
                v -> 31 * Long.hashCode(v.getEpochSecond()) + v.getNano());
    }

    private static Serde<Duration> duration() {
        return new ScalarSerde<>(
                "duration",
                (v, out) -> {
                    out.writeLong(v.getSeconds());
                    out.writeInt(v.getNano());
                },
                checked("duration", in -> Duration.ofSeconds(in.readLong(), nanos(in))),
                v -> 31 * Long.hashCode(v.getSeconds()) + v.getNano());
    }

    private static Serde<LocalDate> date() {
        return new ScalarSerde<>(
                "date",
                (v, out) -> out.writeLong(v.toEpochDay()),
                checked("date", in -> LocalDate.ofEpochDay(in.readLong())),
                v -> Long.hashCode(v.toEpochDay()));
    }

    private static Serde<LocalTime> time() {
        return new ScalarSerde<>(
                "time",
                (v, out) -> out.writeLong(v.toNanoOfDay()),
                checked("time", in -> LocalTime.ofNanoOfDay(in.readLong())),
                v -> Long.hashCode(v.toNanoOfDay()));
    }

    private static Serde<LocalDateTime> dateTime() {
        return new ScalarSerde<>(
                "datetime",
                TimeSerdes::writeDateTime,
                checked("datetime", TimeSerdes::readDateTime),
                TimeSerdes::hashOf);
    }

    private static Serde<OffsetDateTime> offsetDateTime() {
        return new ScalarSerde<>(
                "offset-datetime",
                (v, out) -> {
                    writeDateTime(v.toLocalDateTime(), out);
                    out.writeInt(v.getOffset().getTotalSeconds());
                },
                checked("offset-datetime", in -> OffsetDateTime.of(readDateTime(in), readOffset(in))),
                v -> 31 * hashOf(v.toLocalDateTime()) + v.getOffset().getTotalSeconds());
    }

    /** Read as the same instant, also where the rules of the zone have changed since. */
    private static Serde<ZonedDateTime> zonedDateTime() {
        return new ScalarSerde<>(
                "zoned-datetime",
                (v, out) -> {
                    writeDateTime(v.toLocalDateTime(), out);
                    out.writeInt(v.getOffset().getTotalSeconds());
                    STRINGS.write(v.getZone().getId(), out);
                },
                checked(
                        "zoned-datetime",
                        in -> ZonedDateTime.ofInstant(readDateTime(in), readOffset(in), ZoneId.of(STRINGS.read(in)))),
                v -> 31 * hashOf(v.toLocalDateTime()) + v.getZone().getId().hashCode());
    }

    private static Serde<ZoneOffset> offset() {
        return new ScalarSerde<>(
                "zone-offset",
                (v, out) -> out.writeInt(v.getTotalSeconds()),
                checked("zone-offset", TimeSerdes::readOffset),
                v -> v.getId().hashCode());
    }

    private static Serde<ZoneId> zone() {
        return new ScalarSerde<>(
                "zone",
                (v, out) -> STRINGS.write(v.getId(), out),
                checked("zone", in -> ZoneId.of(STRINGS.read(in))),
                v -> v.getId().hashCode());
    }

    private static Serde<Year> year() {
        return new ScalarSerde<>(
                "year",
                (v, out) -> out.writeInt(v.getValue()),
                checked("year", in -> Year.of(in.readInt())),
                v -> v.getValue());
    }

    private static Serde<YearMonth> yearMonth() {
        return new ScalarSerde<>(
                "year-month",
                (v, out) -> {
                    out.writeInt(v.getYear());
                    out.writeByte(v.getMonthValue());
                },
                checked("year-month", in -> YearMonth.of(in.readInt(), in.readByte())),
                v -> 31 * v.getYear() + v.getMonthValue());
    }

    private static Serde<Period> period() {
        return new ScalarSerde<>(
                "period",
                (v, out) -> {
                    out.writeInt(v.getYears());
                    out.writeInt(v.getMonths());
                    out.writeInt(v.getDays());
                },
                in -> Period.of(in.readInt(), in.readInt(), in.readInt()),
                v -> 31 * (31 * v.getYears() + v.getMonths()) + v.getDays());
    }

    private static void writeDateTime(LocalDateTime value, DataOutput out) throws IOException {
        out.writeLong(value.toLocalDate().toEpochDay());
        out.writeLong(value.toLocalTime().toNanoOfDay());
    }

    private static LocalDateTime readDateTime(DataInput in) throws IOException {
        return LocalDateTime.of(LocalDate.ofEpochDay(in.readLong()), LocalTime.ofNanoOfDay(in.readLong()));
    }

    private static ZoneOffset readOffset(DataInput in) throws IOException {
        return ZoneOffset.ofTotalSeconds(in.readInt());
    }

    private static int hashOf(LocalDateTime value) {
        return 31 * Long.hashCode(value.toLocalDate().toEpochDay())
                + Long.hashCode(value.toLocalTime().toNanoOfDay());
    }

    private static Serde<UUID> uuid() {
        return new ScalarSerde<>(
                "uuid",
                (v, out) -> {
                    out.writeLong(v.getMostSignificantBits());
                    out.writeLong(v.getLeastSignificantBits());
                },
                in -> new UUID(in.readLong(), in.readLong()),
                v -> Long.hashCode(v.getMostSignificantBits() ^ v.getLeastSignificantBits()));
    }

    private static int nanos(DataInput in) throws IOException {
        int nanos = in.readInt();
        if (nanos < 0 || nanos > 999_999_999) {
            throw new IOException("Damaged time: " + nanos + " nanoseconds of a second");
        }
        return nanos;
    }

    private static <T> Serde.Reader<T> checked(String what, Serde.Reader<T> reader) {
        return in -> {
            try {
                return reader.read(in);
            } catch (DateTimeException | ArithmeticException e) {
                throw new IOException("Damaged " + what + ": " + e.getMessage(), e);
            }
        };
    }
}
