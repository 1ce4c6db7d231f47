package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program from the outside: arguments in; exit status, output and files out. */
class FraudDetectionTest {

    private static final String HEADER = "id,user,amount,country,time\n";
    private static final String GOOD = "T1,U1,1500,US,2024-01-15T10:00:00Z\n";
    private static final String BAD = "T2,U1,abc,US,2024-01-15T10:00:01Z\n";

    @TempDir
    Path directory;

    private final Program program = new Program();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldFindWhatIsInTheFile(int parallelism) throws IOException {
        Path alerts = directory.resolve("alerts.jsonl");
        assertThat(run("--input", FraudData.csv(), "--alerts", alerts, "--parallelism", parallelism))
                .isZero();
        AlertMatch.assertMatch(
                "parallelism " + parallelism,
                FraudData.alerts(alerts),
                FraudData.expected(),
                ArrivalOracle.raised(FraudData.transactions()));
        assertThat(out())
                .contains("transactions: 20,000 in ")
                .endsWith("\nalerts: HIGH_VALUE 109, HIGH_VELOCITY 312, MULTIPLE_COUNTRIES 373; late 0\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void shouldFindTheSameInJsonAsInCsv() throws IOException {
        Path json = directory.resolve("transactions.jsonl");
        Files.write(
                json,
                FraudData.transactions().stream().map(FraudDetectionTest::json).toList());
        Path ofJson = directory.resolve("of-json.jsonl");
        Path ofCsv = directory.resolve("of-csv.jsonl");
        assertThat(run("--input", json, "--alerts", ofJson)).isZero();
        assertThat(run("--input", FraudData.csv(), "--alerts", ofCsv)).isZero();
        assertThat(sortedLines(ofJson)).hasSize(109 + 312 + 373).isEqualTo(sortedLines(ofCsv));
    }

    @Test
    void shouldWriteTheActionsWithTheAlerts() throws IOException {
        Path alerts = directory.resolve("alerts.jsonl");
        assertThat(run("--input", FraudData.csv(), "--alerts", alerts)).isZero();
        for (JsonNode alert : FraudData.objects(alerts)) {
            Rule rule = Rule.valueOf(FraudData.text(alert, "rule"));
            assertThat(FraudData.texts(alert.get("actions")))
                    .isEqualTo(rule.actions().stream().map(Action::name).toList());
        }
    }

    @Test
    void shouldPrintAlertsWhenNoFileIsGivenForThem() throws IOException {
        assertThat(run("--input", input("in.csv", HEADER + GOOD))).isZero();
        assertThat(out()).startsWith("2024-01-15T10:00:00Z  HIGH_VALUE ").contains("amount 1500 -> flag");
    }

    @Test
    void shouldFailInOneLineOnALineThatCannotBeRead() throws IOException {
        Path input = input("in.csv", HEADER + GOOD + BAD);
        assertThat(run("--input", input, "--alerts", directory.resolve("alerts.jsonl")))
                .isEqualTo(1);
        assertThat(err()).isEqualTo("cannot read " + input + ", line 3, column amount: 'abc' is not a number\n");
    }

    @Test
    void shouldFailInOneLineOnAWrongHeader() throws IOException {
        Path input = input("in.csv", "id,user,sum,country,time\n" + GOOD);
        assertThat(run("--input", input, "--rejects", directory.resolve("rejects.jsonl")))
                .isEqualTo(1);
        assertThat(err())
                .startsWith("cannot read " + input + ", line 1, column 3: 'sum' is not a column")
                .hasLineCount(1);
    }

    @Test
    void shouldNameTheLineThatIsNotUtf8() throws IOException {
        Path input = directory.resolve("in.csv");
        Files.write(input, "id,user,amount,country,time\n\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run("--input", input)).isEqualTo(1);
        assertThat(err())
                .contains(input.toString(), "line 2, column 1: byte 1 of the line (0xFF) is not UTF-8")
                .hasLineCount(1);
    }

    @Test
    void shouldRejectTheLineThatIsTooLongAndGoOn() throws IOException {
        Path input = directory.resolve("in.csv");
        Path alerts = directory.resolve("alerts.jsonl");
        Path rejects = directory.resolve("rejects.jsonl");
        Files.writeString(input, HEADER + "\u20AC".repeat((16 << 20) / 3 + 1) + "\n" + GOOD);
        assertThat(run("--input", input)).isEqualTo(1);
        assertThat(err()).contains("line 2").contains("the line is longer than 16777216 bytes");
        assertThat(run("--input", input, "--alerts", alerts, "--rejects", rejects))
                .isZero();
        assertThat(FraudData.objects(alerts)).hasSize(1);
        assertThat(FraudData.objects(rejects)).singleElement().satisfies(reject -> {
            assertThat(FraudData.text(reject, "reason")).startsWith("the line is longer than 16777216 bytes");
            assertThat(FraudData.text(reject, "text")).matches("\u20AC{333}");
            assertThat(reject.get("line").asLong()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "user", "country", "time"})
    void shouldRejectHalfOfASurrogatePairWhereverItIs(String column) throws IOException {
        Path input = directory.resolve("in.jsonl");
        Path alerts = directory.resolve("alerts.jsonl");
        Path rejects = directory.resolve("rejects.jsonl");
        String half = "\\ud83d";
        String whole = "\\ud83d\\ude00";
        Files.writeString(input, json(column, half) + json("id", whole) + json(column, whole + half));
        assertThat(run("--input", input, "--alerts", alerts, "--rejects", rejects))
                .as(err())
                .isZero();
        assertThat(FraudData.objects(alerts)).hasSize(1);
        assertThat(FraudData.objects(rejects))
                .extracting(reject -> FraudData.text(reject, "column"))
                .containsExactly(column, column);
    }

    /** A line with a JSON text in one of its fields. */
    private static String json(String column, String text) {
        return Stream.of("id", "user", "country", "time")
                        .map(name -> "\"" + name + "\":\""
                                + (name.equals(column) ? text : name.equals("time") ? "2024-01-15T10:00:00Z" : "X1")
                                + "\",")
                        .collect(Collectors.joining("", "{", ""))
                + "\"amount\":1500}\n";
    }

    @Test
    void shouldRejectTheLineThatIsNotUtf8AndGoOn() throws IOException {
        Path input = directory.resolve("in.csv");
        Path alerts = directory.resolve("alerts.jsonl");
        Path rejects = directory.resolve("rejects.jsonl");
        Files.write(
                input,
                "id,user,amount,country,time\n\u00ff\nT1,U1,2000,US,2024-01-15T10:00:00Z\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run("--input", input, "--alerts", alerts, "--rejects", rejects))
                .isZero();
        assertThat(FraudData.objects(rejects)).hasSize(1);
        assertThat(Files.readString(rejects)).contains("is not UTF-8");
        assertThat(FraudData.objects(alerts)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in.csv", "in.jsonl"})
    void shouldFailInOneLineOnWhatIsNotUtf8(String name) throws IOException {
        Path input = directory.resolve(name);
        Files.write(input, new byte[] {'a', (byte) 0xff, '\n'});
        assertThat(run("--input", input)).isEqualTo(1);
        assertThat(err()).contains(input.toString(), "is not UTF-8").hasLineCount(1);
    }

    @Test
    void shouldSetAsideWhatCannotBeReadAndGoOn() throws IOException {
        Path input = input("in.csv", HEADER + BAD + GOOD + "\n" + "T3,\"U1,5,US,2024-01-15T10:00:00Z\n" + GOOD);
        Path alerts = directory.resolve("alerts.jsonl");
        Path rejects = directory.resolve("rejects.jsonl");
        assertThat(run("--input", input, "--alerts", alerts, "--rejects", rejects))
                .isZero();
        assertThat(FraudData.alerts(alerts)).hasSize(2);
        List<JsonNode> written = FraudData.objects(rejects);
        assertThat(written).extracting(reject -> reject.get("line").asInt()).containsExactly(2, 5);
        assertThat(FraudData.text(written.get(0), "file")).isEqualTo(input.toString());
        assertThat(FraudData.text(written.get(0), "column")).isEqualTo("amount");
        assertThat(FraudData.text(written.get(0), "reason")).isEqualTo("'abc' is not a number");
        assertThat(FraudData.text(written.get(0), "text")).isEqualTo(BAD.strip());
        assertThat(out()).contains("transactions: 2 in ").endsWith("; late 0, rejected 2\n");
    }

    @Test
    void shouldReplaceFilesThatAreThere() throws IOException {
        Path alerts = input("alerts.jsonl", "old\n".repeat(1_000));
        Path late = input("late.jsonl", "old\n");
        Path rejects = input("rejects.jsonl", "old\n");
        Path input = input("in.csv", HEADER + GOOD);
        assertThat(run("--input", input, "--alerts", alerts, "--late", late, "--rejects", rejects))
                .isZero();
        assertThat(Files.readAllLines(alerts)).hasSize(1);
        assertThat(late).isEmptyFile();
        assertThat(rejects).isEmptyFile();
    }

    @Test
    void shouldWriteWhatIsLate() throws IOException {
        Path input = input("in.csv", HEADER + GOOD.repeat(10_000) + "T2,U1,1.50,US,2024-01-14T10:00:00Z\n");
        Path late = directory.resolve("late.jsonl");
        assertThat(run("--input", input, "--alerts", directory.resolve("alerts.jsonl"), "--late", late))
                .isZero();
        assertThat(Files.readAllLines(late))
                .containsExactlyInAnyOrder(
                        "{\"rule\":\"HIGH_VELOCITY\",\"id\":\"T2\",\"user\":\"U1\",\"amount\":1.50,\"country\":\"US\","
                                + "\"time\":\"2024-01-14T10:00:00.000Z\"}",
                        "{\"rule\":\"MULTIPLE_COUNTRIES\",\"id\":\"T2\",\"user\":\"U1\",\"amount\":1.50,"
                                + "\"country\":\"US\",\"time\":\"2024-01-14T10:00:00.000Z\"}");
        assertThat(out()).endsWith("; late 2\n");
    }

    @Test
    void shouldReadAFileWithoutTransactions() throws IOException {
        assertThat(run("--input", input("in.csv", HEADER))).isZero();
        assertThat(run("--input", input("in.jsonl", ""))).isZero();
        assertThat(out()).contains("transactions: 0 in ");
    }

    @Test
    void shouldFindTheSameAtARate() throws IOException {
        Path alerts = directory.resolve("alerts.jsonl");
        assertThat(run("--input", input("in.csv", HEADER + GOOD.repeat(20)), "--rate", 1_000, "--alerts", alerts))
                .isZero();
        assertThat(FraudData.alerts(alerts)).hasSize(20 + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            value = {
                "--nonsense|Unknown option",
                "--parallelism 0|--parallelism must be from 1 to 128, but is 0",
                "--parallelism 129|--parallelism must be from 1 to 128, but is 129",
                "--parallelism many|'many' is not an int",
                "--out-of-orderness -PT1S|--out-of-orderness must not be negative",
                "--out-of-orderness soon|'soon' is not a duration such as PT30S",
                "--rate 0|--rate must be at least 1, but is 0",
                "--alerts a.jsonl|--alerts needs --input",
                "--input missing.csv|there is no such file",
                "--input .|is not a file",
                "--input|Missing required parameter"
            })
    void shouldRefuseAWrongCommandLine(String arguments, String reason) {
        assertThat(run((Object[]) arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err()).contains(reason).hasLineCount(1);
        assertThat(out()).isEmpty();
    }

    @Test
    void shouldRefuseFilesThatDoNotGoTogether() throws IOException {
        Path csv = input("in.csv", HEADER + GOOD);
        Path text = input("in.txt", HEADER + GOOD);
        assertRefused("ends neither in .csv nor in .jsonl", "--input", text);
        assertRefused("is the same file as --input", "--input", csv, "--alerts", csv);
        assertRefused("is the same file as --input", "--input", csv, "--alerts", directory.resolve("./in.csv"));
        assertRefused(
                "is the same file as --alerts",
                "--input",
                csv,
                "--alerts",
                directory.resolve("a"),
                "--late",
                directory.resolve("a"));
        assertRefused("there is no directory", "--input", csv, "--alerts", directory.resolve("missing/a"));
        assertRefused("is a directory", "--input", csv, "--alerts", directory);
        assertThat(csv).hasContent(HEADER + GOOD);
    }

    @Test
    @EnabledIf("hasFullDevice")
    void shouldFailInOneLineWhenTheDiskIsFull() throws IOException {
        assertThat(run("--input", input("in.csv", HEADER + GOOD), "--alerts", "/dev/full"))
                .isEqualTo(1);
        assertThat(err())
                .startsWith("cannot write /dev/full: no space left on device")
                .hasLineCount(1);
    }

    @Test
    void shouldExplainItself() {
        assertThat(run("--help")).isZero();
        assertThat(out())
                .contains(
                        "--input",
                        "--alerts",
                        "--late",
                        "--rejects",
                        "--parallelism",
                        "--out-of-orderness",
                        "--rate",
                        "--snapshots",
                        "--snapshot-interval");
        assertThat(err()).isEmpty();
    }

    @Test
    void shouldShowTheScenarioAndALoadAtTheRateAskedFor() {
        assertThat(run("--rate", 2_000, "--parallelism", 2)).isZero();
        List<String> lines = out().lines().toList();
        assertThat(lines.stream().filter(line -> line.contains(" -> ")).map(FraudDetectionTest::words))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("HIGH_VELOCITY user U1 transaction T4 4 transactions in 10:00-10:05"),
                        line -> assertThat(line).contains("MULTIPLE_COUNTRIES user U1 transaction T4 countries UK, US"),
                        line -> assertThat(line).contains("HIGH_VALUE user U2 transaction T5 amount 1500 -> flag"));
        assertThat(lines).anyMatch(line -> line.contains("transactions: 6,000 in "));
        assertThat(lines).anyMatch(line -> line.contains("p50 ") && line.contains("p99.9 "));
        assertThat(err()).isEmpty();
    }

    static boolean hasFullDevice() {
        return Files.isWritable(Path.of("/dev/full"));
    }

    private void assertRefused(String reason, Object... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err()).contains(reason).hasLineCount(1);
    }

    private int run(Object... arguments) {
        return program.run(arguments);
    }

    private String out() {
        return program.out();
    }

    private String err() {
        return program.err();
    }

    private Path input(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static List<String> sortedLines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.sorted().toList();
        }
    }

    private static String words(String line) {
        return line.strip().replaceAll(" +", " ");
    }

    private static String json(Transaction transaction) {
        return Set.of(
                        "\"id\":\"" + transaction.id() + "\"",
                        "\"user\":\"" + transaction.user() + "\"",
                        "\"amount\":" + transaction.amount(),
                        "\"country\":\"" + transaction.country() + "\"",
                        "\"time\":\"" + transaction.time() + "\"")
                .stream()
                .collect(Collectors.joining(",", "{", "}"));
    }
}
