package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.source.Line;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionFormatTest {

    private static final String TIME = "2024-01-15T10:00:00.500Z";
    private static final Transaction EXPECTED =
            new Transaction("T1", "U1", new BigDecimal("12.30"), "US", Instant.parse(TIME));

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "id,user,amount,country,time|T1,U1,12.30,US,2024-01-15T10:00:00.500Z",
                "time,country,amount,user,id|2024-01-15T10:00:00.500Z,US,12.30,U1,T1",
                "\"id\",\"user\",\"amount\",\"country\",\"time\"|\"T1\",\"U1\",\"12.30\",\"US\",\"2024-01-15T10:00:00.500Z\"",
                "id,user,amount,country,time|T1,U1,12.30,US,2024-01-15T12:00:00.500+02:00"
            })
    void shouldReadCsvByItsHeader(String header, String record) throws Exception {
        assertThat(csv(header).parse(line(2, record))).isEqualTo(EXPECTED);
    }

    @Test
    void shouldReadQuotedCsv() throws Exception {
        Transaction transaction = csv(Column.labels()).parse(line(2, "T1,\"Smith, \"\"Jo\"\"\",1e3,US," + TIME));
        assertThat(transaction.user()).isEqualTo("Smith, \"Jo\"");
        assertThat(transaction.amount()).isEqualByComparingTo("1000");
    }

    @Test
    void shouldSkipTheHeaderAndBlankLines() throws Exception {
        TransactionFormat csv = csv("\ufeff" + Column.labels() + "\r");
        assertThat(csv.holdsTransaction(line(1, Column.labels()))).isFalse();
        assertThat(csv.holdsTransaction(line(2, " "))).isFalse();
        assertThat(csv.holdsTransaction(line(3, "T1"))).isTrue();
        assertThat(new JsonFormat().holdsTransaction(line(1, ""))).isFalse();
        assertThat(new JsonFormat().holdsTransaction(line(1, "{}"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "id,user,amount,country|column time: is missing",
                "id,user,amount,country,time,note|column 6: 'note' is not a column",
                "id,user,amount,country,id|column 5: 'id' is there twice",
                "T1,U1,5,US,2024-01-15T10:00:00Z|column 1: 'T1' is not a column",
                "!!|column 1: '' is no header"
            })
    void shouldRefuseCsvWithAnotherHeader(String header, String reason) {
        assertThatThrownBy(() -> csv(header))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageContainingAll("transactions.csv, line 1, ", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "T1,U1,abc,US,2024-01-15T10:00:00Z|column amount: 'abc' is not a number",
                "T1,U1,NaN,US,2024-01-15T10:00:00Z|column amount: 'NaN' is not a number",
                "T1,U1,-1,US,2024-01-15T10:00:00Z|column amount: '-1' is negative",
                "T1,U1,1e999999999,US,2024-01-15T10:00:00Z|column amount: '1e999999999' has more than 18 digits",
                "T1,U1,1e-99,US,2024-01-15T10:00:00Z|column amount: '1e-99' has more than 18 digits",
                "T1,U1,,US,2024-01-15T10:00:00Z|column amount: '' is blank",
                ",U1,5,US,2024-01-15T10:00:00Z|column id: '' is blank",
                "T1, ,5,US,2024-01-15T10:00:00Z|column user: ' ' is blank",
                "T1,U1,5,,2024-01-15T10:00:00Z|column country: '' is blank",
                "T1,U1,5,US,yesterday|column time: 'yesterday' is not a time",
                "T1,U1,5,US,2024-01-15T10:00:00|column time: '2024-01-15T10:00:00' is not a time",
                "T1,U1,5,US,+10000-01-01T00:00:00Z|column time: '+10000-01-01T00:00:00Z' is not within the years",
                "T1,U1,5,US|column time: is missing",
                "T1,U1,5,US,2024-01-15T10:00:00Z,x|column 6: 'x' is one too many",
                "T1,\"U1,5,US,2024-01-15T10:00:00Z|is not valid CSV"
            })
    void shouldNameColumnAndValueOfUnreadableCsv(String record, String reason) throws Exception {
        TransactionFormat csv = csv(Column.labels());
        assertThatThrownBy(() -> csv.parse(line(7, record)))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageContainingAll("transactions.csv, line 7, ", reason)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void shouldRefuseCarriageReturnsWithinALine() throws Exception {
        String text = "T1,U1,5,US,2024-01-15T10:00:00Z\rT2";
        assertThatThrownBy(() -> csv(Column.labels() + "\r" + text))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageContaining("line 1, column 28: ");
        TransactionFormat csv = csv(Column.labels());
        assertThatThrownBy(() -> csv.parse(line(7, text)))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageEndingWith("line 7, column 32: 'T1,U1,5,US,2024-01-15T10:00:00Z T2'"
                        + " has a carriage return; end lines with a line feed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"T1\",\"user\":\"U1\",\"amount\":12.30,\"country\":\"US\",\"time\":\"2024-01-15T10:00:00.500Z\"}",
                "{\"time\":\"2024-01-15T10:00:00.500Z\",\"country\":\"US\",\"amount\":12.30,\"user\":\"U1\",\"id\":\"T1\"}",
                " {\"note\":{\"id\":[1]},\"id\":\"T1\",\"user\":\"U1\",\"amount\":12.30,\"country\":\"US\","
                        + "\"time\":\"2024-01-15T10:00:00.500Z\",\"x\":null} "
            })
    void shouldReadJsonByItsNames(String text) throws Exception {
        assertThat(new JsonFormat().parse(line(1, text))).isEqualTo(EXPECTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "{\"id\":\"T1\",\"user\":\"U1\",\"amount\":5,\"country\":\"US\"}|column time: is missing",
                "{\"id\":1}|column id: '1' is not a JSON string",
                "{\"id\":null}|column id: 'null' is not a JSON string",
                "{\"amount\":\"5\"}|column amount: '5' is not a JSON number",
                "{\"amount\":NaN}|column 14: '{\"amount\":NaN}' is not valid JSON: Non-standard token 'NaN'",
                "{\"id\":\"T1\",\"id\":\"T2\"}|is not valid JSON: Duplicate field 'id'",
                "{\"id\":\"T1\"|is not valid JSON: Unexpected end-of-input",
                "[]|column 1: '[]' is not an object",
                "{} {}|column 4: '{} {}' has more behind the object",
                "T1,U1|column 1: 'T1,U1' is not valid JSON"
            })
    void shouldNameColumnAndValueOfUnreadableJson(String text, String reason) {
        assertThatThrownBy(() -> new JsonFormat().parse(line(7, text)))
                .isInstanceOf(UnreadableLineException.class)
                .hasMessageContainingAll("transactions.csv, line 7, ", reason)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void shouldKnowFormatsByExtension() {
        assertThat(TransactionFormat.isKnown(Path.of("a.csv"))).isTrue();
        assertThat(TransactionFormat.isKnown(Path.of("a.JSONL"))).isTrue();
        assertThat(TransactionFormat.isKnown(Path.of("a.json"))).isFalse();
    }

    private TransactionFormat csv(String header) throws IOException, UnreadableLineException {
        Path file = directory.resolve("transactions.csv");
        Files.writeString(file, header + "\n");
        return TransactionFormat.of(file);
    }

    private static Line line(long number, String text) {
        return new Line(Path.of("transactions.csv"), number, text);
    }
}
