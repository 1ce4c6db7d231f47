package io.millrace.state.serde;

import java.io.DataInput;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Map;
import java.util.UUID;

/** The values of java.time, and UUIDs: as the numbers they consist of. */
final class TimeSerdes {
    private TimeSerdes() {}

    static void addTo(Map<Class<?>, Serde<?>> serdes) {
        serdes.put(Instant.class, instant());
        serdes.put(Duration.class, duration());
        serdes.put(LocalDate.class, date());
        serdes.put(LocalTime.class, time());
        serdes.put(LocalDateTime.class, dateTime());
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
                (v, out) -> {
                    out.writeLong(v.toLocalDate().toEpochDay());
                    out.writeLong(v.toLocalTime().toNanoOfDay());
                },
                checked(
                        "datetime",
                        in -> LocalDateTime.of(
                                LocalDate.ofEpochDay(in.readLong()), LocalTime.ofNanoOfDay(in.readLong()))),
                v -> 31 * Long.hashCode(v.toLocalDate().toEpochDay())
                        + Long.hashCode(v.toLocalTime().toNanoOfDay()));
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

    private static <T> ScalarSerde.Reader<T> checked(String what, ScalarSerde.Reader<T> reader) {
        return in -> {
            try {
                return reader.read(in);
            } catch (DateTimeException | ArithmeticException e) {
                throw new IOException("Damaged " + what + ": " + e.getMessage(), e);
            }
        };
    }
}
