package io.millrace.files;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/** A record with all that a column can hold. */
record Sample(
        long id,
        @Column("the text") String text,
        int whole,
        short small,
        byte tiny,
        boolean truth,
        double number,
        float single,
        Integer boxed,
        BigDecimal amount,
        BigInteger large,
        Instant time,
        LocalDate date,
        LocalDateTime dateTime,
        LocalTime timeOfDay,
        UUID uuid,
        Colour colour,
        Optional<String> note,
        Optional<Long> count) {

    enum Colour {
        RED,
        GREEN,
        BLUE
    }

    static List<Sample> random(int count, SplittableRandom random) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(one(i, random));
        }
        return samples;
    }

    static Sample one(long id, SplittableRandom random) {
        // Nanoseconds as deep as random has them, in years of four digits.
        Instant time = Instant.ofEpochSecond(random.nextLong(-30_000_000_000L, 200_000_000_000L), nanos(random));
        LocalDate date = LocalDate.ofEpochDay(random.nextInt(-300_000, 2_000_000));
        LocalTime timeOfDay = LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
        return new Sample(
                id,
                text(random),
                random.nextInt(10) == 0 ? Integer.MIN_VALUE : random.nextInt(),
                (short) random.nextInt(),
                (byte) random.nextInt(),
                random.nextBoolean(),
                number(random),
                Float.intBitsToFloat(random.nextInt() & 0xff7fffff),
                random.nextInt(-5, 5),
                new BigDecimal(
                        new BigInteger(random.nextInt(1, 80), new java.util.Random(random.nextLong())),
                        random.nextInt(-20, 20)),
                BigInteger.valueOf(random.nextLong()).pow(random.nextInt(1, 4)),
                time,
                date,
                date.atTime(timeOfDay),
                timeOfDay,
                new UUID(random.nextLong(), random.nextLong()),
                Colour.values()[random.nextInt(3)],
                random.nextBoolean() ? Optional.empty() : Optional.of(text(random)),
                random.nextBoolean() ? Optional.empty() : Optional.of(random.nextLong()));
    }

    private static int nanos(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1_000) * 1_000_000;
            default -> random.nextInt(1_000_000_000);
        };
    }

    private static double number(SplittableRandom random) {
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isNaN(number) ? random.nextInt() / 100.0 : number;
    }

    /** Of what formats stumble over. */
    static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        String[] pieces = {
            "a", "word ", ",", "\"", "\"\"", "\n", "\r\n", "\r", ";", "ä", "€", "😀", "\t", " ", "\uFEFF", "\uFFFD",
            "'", "\\", "=", "{", "\u0001"
        };
        for (int length = random.nextInt(4) == 0 ? 0 : random.nextInt(12); length > 0; length--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
