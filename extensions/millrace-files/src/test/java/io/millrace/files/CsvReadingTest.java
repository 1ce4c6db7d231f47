package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.millrace.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CsvReadingTest {

    record Pair(String a, String b) {}

    record Payment(String id, long cents, Instant time, Optional<String> note) {}

    record Positive(int number) {
        Positive {
            if (number < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    record Nested(List<String> all) {}

    private static final Csv<Payment> PAYMENTS = Csv.of(Payment.class);
    private static final String HEADER = "id,cents,time,note\n";
    private static final Payment FIRST =
            new Payment("T1", 250, Instant.parse("2026-11-29T10:00:00.5Z"), Optional.of("für \"dich\"\nund mich"));
    private static final String FIRST_LINE = "T1,250,2026-11-29T10:00:00.5Z,\"für \"\"dich\"\"\nund mich\"\n";

    private static Reading payments(String lines) throws IOException {
        return Reading.of(PAYMENTS, HEADER + lines);
    }

    @Test
    void shouldReadWhatIsInQuotesAndBehindAByteOrderMark() throws IOException {
        assertThat(Reading.of(PAYMENTS, "\uFEFF" + HEADER + FIRST_LINE).records())
                .containsExactly(FIRST);
    }

    @Test
    void shouldMapColumnsByNameInAnyOrder() throws IOException {
        String text =
                "time,note,id,cents\r\n2026-11-29T11:00:00.5+01:00,\"für \"\"dich\"\"\nund mich\",T1,+250\r\n\r\n";
        assertThat(Reading.of(PAYMENTS, text)).isEqualTo(new Reading(List.of(FIRST), List.of()));
    }

    @Test
    void shouldHaveNoValueWhereAColumnIsMissingOrEmpty() throws IOException {
        assertThat(Reading.of(PAYMENTS, "id,cents,time\nT1,1,2026-11-29T10:00:00Z")
                        .records())
                .containsExactly(new Payment("T1", 1, Instant.parse("2026-11-29T10:00:00Z"), Optional.empty()));
        assertThat(payments("T1,1,2026-11-29T10:00:00Z,\nT1,1,2026-11-29T10:00:00Z,\"\"\n")
                        .records())
                .containsExactly(
                        new Payment("T1", 1, Instant.parse("2026-11-29T10:00:00Z"), Optional.empty()),
                        new Payment("T1", 1, Instant.parse("2026-11-29T10:00:00Z"), Optional.of("")));
    }

    @Test
    void shouldTellEachBadLineAloneWithItsNumberAndColumn() throws IOException {
        String time = "2026-11-29T10:00:00Z";
        Reading reading = payments(FIRST_LINE
                + "T2,1.5," + time + ",\n"
                + "T3,99999999999999999999," + time + ",\n"
                + "T4,1,yesterday,\n"
                + "T5,1\n"
                + "T6,1," + time + ",,\n"
                + "\"T7\"x,1," + time + ",\n"
                + "\n"
                + "T8,," + time + ",\n"
                + FIRST_LINE);
        assertThat(reading.records()).containsExactly(FIRST, FIRST);
        assertThat(reading.problems()).hasSize(7);
        assertThat(reading.problems().get(0))
                .contains("/in/a.txt, line 4, column 'cents': '1.5' is not a whole number from -9223372036854775808");
        assertThat(reading.problems().get(1)).contains("line 5, column 'cents'");
        assertThat(reading.problems().get(2)).contains("line 6, column 'time': 'yesterday' is not a time of ISO-8601");
        assertThat(reading.problems().get(3)).contains("line 7: 'T5,1' has 2 fields, and the header has 4 columns");
        assertThat(reading.problems().get(4)).contains("line 8", "has 5 fields");
        assertThat(reading.problems().get(5)).contains("line 9", "something behind a closing quotation mark");
        assertThat(reading.problems().get(6)).contains("line 11, column 'cents': ''", "make the component an Optional");
    }

    @Test
    void shouldSpoilOneLineOnlyWhenAQuotationMarkIsNeverClosed() throws IOException {
        Reading reading = payments("\"T0,1,2026-11-29T10:00:00Z,\nT1,250,2026-11-29T10:00:00.5Z,a\n");
        assertThat(reading.records()).hasSize(1);
        assertThat(reading.problems()).singleElement().asString().contains("line 2", "never closed");
    }

    /** The next mark in the file, where one is, closes nothing: something is behind it. */
    @Test
    void shouldReadAllLinesButTheOneWhoseQuotationMarkIsNeverClosed() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            int count = random.nextInt(1, 30);
            int bad = random.nextInt(count);
            StringBuilder text = new StringBuilder("a,b\n");
            List<Object> expected = new ArrayList<>();
            for (int line = 0; line < count; line++) {
                Pair pair = new Pair("a" + line, "b".repeat(random.nextInt(1, 4)));
                if (line == bad) {
                    text.append(random.nextBoolean() ? "x,\"open\n" : "\"open,x\n");
                } else {
                    expected.add(pair);
                    String quote = random.nextBoolean() ? "\"" : "";
                    text.append(quote)
                            .append(pair.a())
                            .append(quote)
                            .append(',')
                            .append(pair.b());
                    text.append(random.nextBoolean() ? "\r\n" : "\n");
                }
            }
            Reading reading = Reading.of(Csv.of(Pair.class), text.toString());
            assertThat(reading.records()).isEqualTo(expected);
            assertThat(reading.problems()).singleElement().asString().contains("line " + (bad + 2) + ": ");
        });
    }

    @Test
    void shouldPassOverEmptyLinesAheadOfTheHeader() throws IOException {
        assertThat(Reading.of(Csv.of(Pair.class), "\uFEFF\n\r\n\na,b\r\n1,2\n"))
                .isEqualTo(new Reading(List.of(new Pair("1", "2")), List.of()));
        assertThat(Reading.of(Csv.of(Pair.class), "\n\na,b\n1\n").problems())
                .singleElement()
                .asString()
                .contains("line 4: ");
        for (String blank : List.of("\n", "\r\n\n", "\n\n\n", "\n\na,b", "a,b")) {
            assertThat(Reading.of(Csv.of(Pair.class), blank)).isEqualTo(new Reading(List.of(), List.of()));
        }
    }

    record Measures(double first, Double second, float third, Optional<Float> fourth) {}

    @Test
    void shouldRejectNumbersThatAreTooLargeForTheirType() throws IOException {
        String header = "first,second,third,fourth\n";
        for (int column = 0; column < 4; column++) {
            String large = column < 2 ? "1e309" : "-1e39";
            List<String> fields = new ArrayList<>(List.of("1", "1", "1", "1"));
            fields.set(column, large);
            Reading reading = Reading.of(Csv.of(Measures.class), header + String.join(",", fields) + "\n");
            assertThat(reading.problems()).singleElement().asString().contains("'" + large + "' is not a number");
        }
        assertThat(Reading.of(Csv.of(Measures.class), header + "Infinity,-Infinity,-Infinity,NaN\n")
                        .problems())
                .isEmpty();
    }

    @Test
    void shouldPassOverARecordThatIsTooLong() throws IOException {
        String long1 = "x".repeat(700_000) + "\n" + "y".repeat(10);
        for (int longest : new int[] {100, 5_000, 300_000}) {
            Reading reading = Reading.of(
                    Csv.of(Pair.class).longestRecord(longest), "a,b\n1,2\n" + long1 + ",z\n3,\"" + long1 + "\n4,5\n");
            assertThat(reading.records()).contains(new Pair("1", "2"), new Pair("4", "5"));
            assertThat(reading.problems().get(0)).contains("line 3: ", "longer than " + longest + " bytes");
            assertThat(reading.problems().get(1)).contains("line 5: ", "longer than " + longest + " bytes");
            assertThat(reading.problems()).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void shouldTellBytesThatAreNotUtf8() throws IOException {
        byte[] latin = "a,b\nx,gr\u00fcn\n1,2\n".getBytes(StandardCharsets.ISO_8859_1);
        Reading reading = Reading.of(Csv.of(Pair.class), latin);
        assertThat(reading.records()).containsExactly(new Pair("1", "2"));
        assertThat(reading.problems())
                .singleElement()
                .asString()
                .contains("line 2, column 'b'", "byte 3 of it (0xFC) is not UTF-8; convert the file to UTF-8");
    }

    @Test
    void shouldRefuseAFileOnceWhenItsHeaderWillNotDo() throws IOException {
        assertThat(Reading.of(Csv.of(Pair.class), "a,c\n1,2\n3,4\n").problems())
                .singleElement()
                .asString()
                .contains("line 1, column 'c': it is not a component of Pair", "ignoringUnknownColumns()");
        assertThat(Reading.of(Csv.of(Pair.class), "a\n1\n3\n").problems())
                .singleElement()
                .asString()
                .contains("line 1, column 'b': it is missing in the header 'a'");
        assertThat(Reading.of(Csv.of(Pair.class), "a,b,a\n1,2,3\n").problems())
                .singleElement()
                .asString()
                .contains("twice");
        assertThat(Reading.of(Csv.of(Pair.class).ignoringUnknownColumns(), "c,b,a\n1,2,3\n"))
                .isEqualTo(new Reading(List.of(new Pair("3", "2")), List.of()));
        assertThat(Reading.of(Csv.of(Pair.class), "")).isEqualTo(new Reading(List.of(), List.of()));
        assertThat(Reading.of(Csv.of(Pair.class).withoutHeader().separator(';'), "1;2"))
                .isEqualTo(new Reading(List.of(new Pair("1", "2")), List.of()));
    }

    @Test
    void shouldTellWhatARecordRefuses() throws IOException {
        Reading reading = Reading.of(Csv.of(Positive.class), "number\n-1\n1\n");
        assertThat(reading.records()).containsExactly(new Positive(1));
        assertThat(reading.problems())
                .singleElement()
                .asString()
                .contains("line 2: '-1' is refused by Positive", "negative");
    }

    @Test
    void shouldRefuseARecordThatColumnsCannotHold() {
        assertThatThrownBy(() -> Csv.of(Nested.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component 'all'")
                .hasMessageContaining("use JSON lines");
        assertThatThrownBy(() -> Csv.of(String.class)).hasMessageContaining("is no record");
        assertThatThrownBy(() -> Csv.of(Pair.class).separator('x')).isInstanceOf(IllegalArgumentException.class);
    }

    /** Texts of characters that matter, as another reader of CSV takes them. */
    @Test
    void shouldReadFieldsAsFastCsvDoes() {
        Seeds.check(300, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder("a,b\n");
            for (int line = random.nextInt(1, 30); line > 0; line--) {
                text.append(field(random)).append(',').append(field(random));
                text.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
            }
            List<Object> expected;
            try (CsvReader<CsvRecord> reader =
                    CsvReader.builder().ofCsvRecord(text.substring(text.indexOf("\n") + 1))) {
                expected = reader.stream()
                        .<Object>map(each -> new Pair(each.getField(0), each.getField(1)))
                        .toList();
            }
            assertThat(Reading.of(Csv.of(Pair.class), text.toString())).isEqualTo(new Reading(expected, List.of()));
        });
    }

    private static String field(SplittableRandom random) {
        StringBuilder field = new StringBuilder();
        String[] plain = {"a", "b ", "ä", "😀", "'", ";", "x\"y"};
        String[] quoted = {"a", "\"\"", ",", "\n", "\r\n", "ß", " "};
        boolean quotes = random.nextBoolean();
        for (int length = random.nextInt(5); length > 0; length--) {
            field.append(quotes ? quoted[random.nextInt(quoted.length)] : plain[random.nextInt(plain.length)]);
        }
        return quotes ? "\"" + field + "\"" : field.length() == 0 ? "e" : field.toString();
    }
}
