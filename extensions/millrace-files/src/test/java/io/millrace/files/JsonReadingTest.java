package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.testing.Simulation;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonReadingTest {

    enum Kind {
        SMALL,
        LARGE
    }

    record Item(String name, int count) {}

    record Order(
            @Column("order_id") String id,
            BigDecimal amount,
            Instant time,
            Kind kind,
            Optional<String> note,
            List<Item> items,
            Map<String, Long> extras) {}

    private static final JsonLines<Order> ORDERS = JsonLines.of(Order.class);
    private static final String GOOD =
            "{\"order_id\":\"O1\",\"amount\":12.50,\"time\":\"2026-11-29T10:00:00Z\",\"kind\":\"LARGE\",\"items\":[{\"name\":\"x\",\"count\":2}],\"extras\":{\"a\":1}}";
    private static final Order ORDER = new Order(
            "O1",
            new BigDecimal("12.50"),
            Instant.parse("2026-11-29T10:00:00Z"),
            Kind.LARGE,
            Optional.empty(),
            List.of(new Item("x", 2)),
            Map.of("a", 1L));

    private static String problem(String line) throws IOException {
        Reading reading = Reading.of(ORDERS, GOOD + "\n" + line + "\r\n\n" + GOOD);
        assertThat(reading.records()).containsExactly(ORDER, ORDER);
        assertThat(reading.problems()).hasSize(1);
        String problem = reading.problems().get(0);
        assertThat(problem.lines()).hasSize(1);
        assertThat(problem).contains("/in/a.txt, line 2");
        return problem;
    }

    @Test
    void shouldTellEachBadLineAloneWithItsNumberAndColumn() throws IOException {
        assertThat(problem(GOOD.replace("12.50", "\"abc\""))).contains("column 'amount'", "abc", "a decimal number");
        assertThat(problem(GOOD.replace("12.50", "\"12.50\""))).contains("column 'amount'");
        assertThat(problem(GOOD.replace("LARGE", "HUGE")))
                .contains("column 'kind': 'HUGE' is not one of [SMALL, LARGE]");
        assertThat(problem(GOOD.replace("2026-11-29T10", "29.11.2026 10"))).contains("column 'time'", "ISO-8601");
        assertThat(problem(GOOD.replace("\"count\":2", "\"count\":2.5"))).contains("column 'items[0].count'");
        assertThat(problem(GOOD.replace("\"count\":2", "\"count\":22222222222")))
                .contains("column 'items[0].count'");
        assertThat(problem(GOOD.replace(",\"count\":2", ""))).contains("column 'items[0].count'");
        assertThat(problem(GOOD.replace("\"amount\":12.50,", ""))).contains("column 'amount'", "missing");
        assertThat(problem(GOOD.replace("12.50", "null"))).contains("column 'amount'", "null");
        assertThat(problem(GOOD.replace("\"kind\"", "\"size\":1,\"kind\"")))
                .contains("column 'size': it is not a component of Order");
        assertThat(problem(GOOD.replace("\"kind\"", "\"amount\":1,\"kind\""))).contains("Duplicate");
        assertThat(problem(GOOD.substring(0, 30))).contains("is not a JSON object on one line, at character");
        assertThat(problem(GOOD + GOOD)).contains("line 2");
        assertThat(problem("[1,2]")).contains("is no Order");
        assertThat(problem("null")).contains("is no Order");
        assertThat(problem("hello")).contains("is not a JSON object");
    }

    @Test
    void shouldTellBytesThatAreNotUtf8() throws IOException {
        byte[] latin = (GOOD.replace("O1", "gr\u00fcn") + "\n" + GOOD).getBytes(StandardCharsets.ISO_8859_1);
        Reading reading = Reading.of(ORDERS, latin);
        assertThat(reading.records()).containsExactly(ORDER);
        assertThat(reading.problems()).singleElement().asString().contains("line 1: ", "(0xFC) is not UTF-8");
    }

    @Test
    void shouldPassOverWhatIsUnknownWhenItIsToldTo() throws IOException {
        assertThat(Reading.of(
                                ORDERS.ignoringUnknownColumns(),
                                "\uFEFF" + GOOD.replace("{\"order_id\"", "{\"x\":[1],\"order_id\""))
                        .records())
                .containsExactly(ORDER);
    }

    @Test
    void shouldPassOverALineThatIsTooLong() throws IOException {
        Reading reading = Reading.of(
                ORDERS.longestRecord(1_000), GOOD + "\n" + GOOD.replace("O1", "x".repeat(600_000)) + "\n" + GOOD);
        assertThat(reading.records()).containsExactly(ORDER, ORDER);
        assertThat(reading.problems()).singleElement().asString().contains("line 2: ", "longer than 1000 bytes");
    }

    record Times(
            Instant instant,
            LocalDate date,
            LocalDateTime dateTime,
            LocalTime time,
            OffsetDateTime offset,
            ZonedDateTime zoned,
            Duration duration,
            Optional<Instant> maybe,
            List<LocalDate> dates) {}

    private static final Times TIMES = new Times(
            Instant.parse("2026-11-29T10:00:00.123456789Z"),
            LocalDate.parse("2026-11-29"),
            LocalDateTime.parse("2026-11-29T10:00:00"),
            LocalTime.parse("10:00"),
            OffsetDateTime.parse("2026-11-29T10:00:00+02:00"),
            ZonedDateTime.parse("2026-11-29T10:00:00+01:00[Europe/Berlin]"),
            Duration.ofMillis(1_500),
            Optional.of(Instant.EPOCH),
            List.of(LocalDate.EPOCH));

    @Test
    void shouldReadTimesAsTheyWereWritten() throws Exception {
        JsonLines<Times> format = JsonLines.of(Times.class);
        Bytes bytes = new Bytes();
        format.encoder().encode(TIMES, bytes);
        String line = new String(bytes.array(), 0, bytes.length(), StandardCharsets.UTF_8);
        assertThat(Reading.of(format, line)).isEqualTo(new Reading(List.of(TIMES), List.of()));
    }

    @Test
    void shouldTakeNoNumberOrListForATime() throws Exception {
        JsonLines<Times> format = JsonLines.of(Times.class);
        Bytes bytes = new Bytes();
        format.encoder().encode(TIMES, bytes);
        String line = new String(bytes.array(), 0, bytes.length(), StandardCharsets.UTF_8);
        for (RecordComponent component : Times.class.getRecordComponents()) {
            String name = component.getName();
            boolean list = name.equals("dates");
            for (String other : List.of("1700000000000", "1.5", "[2026,11,29]", "{}", "true")) {
                String bad = line.replaceFirst(
                        "\"" + name + "\":" + (list ? "\\[[^]]*\\]" : "\"[^\"]*\""),
                        "\"" + name + "\":" + (list ? "[" + other + "]" : other));
                assertThat(Reading.of(format, bad).problems())
                        .as(bad)
                        .singleElement()
                        .asString()
                        .contains("column '" + name);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // what is read
    record Measures(double first, Double second, float third, List<Double> fourth, double[] fifth, float[] sixth) {}

    @Test
    void shouldRejectNumbersThatAreTooLargeForTheirType() throws IOException {
        String good = "{\"first\":1,\"second\":1,\"third\":1,\"fourth\":[1],\"fifth\":[1],\"sixth\":[1]}";
        JsonLines<Measures> format = JsonLines.of(Measures.class);
        assertThat(Reading.of(format, good).records()).hasSize(1);
        assertThat(Reading.of(format, good.replace(":1", ":\"Infinity\"").replace("[1", "[\"NaN\""))
                        .records())
                .hasSize(1);
        for (String name : List.of("first", "second", "third", "fourth", "fifth", "sixth")) {
            String large = name.equals("third") || name.equals("sixth") ? "1e39" : "-1e309";
            String bad = good.replaceFirst("\"" + name + "\":(\\[?)1", "\"" + name + "\":$1" + large);
            assertThat(Reading.of(format, bad).problems())
                    .as(bad)
                    .singleElement()
                    .asString()
                    .contains("column '" + name);
        }
    }

    record Told(
            String name,
            @Column("dt") LocalDate day,
            int month,
            Optional<BigDecimal> price,
            Optional<Boolean> even,
            Optional<Item> item) {}

    /** What an object says itself counts, as it does where a sink has put records into directories by what they have. */
    @Test
    void shouldTellObjectsWhatTheirPathTellsUnlessTheySayItThemselves() throws IOException {
        Path directory = Reading.FILE.getParent();
        Path file = directory.resolve("dt=2026-11-29/month=07/price=1.50/even=true/other=%22/a.jsonl");
        String content = """
                {}
                 { "name":"\u00fc" }
                {"name":"b","month":8,"item":{"name":"x","count":1},"even":null,"dt":"2020-01-01"}
                {"name":"c","month":"8"}
                {"name":"d","month":8,"month":9}
                []
                """;
        Pipeline pipeline = Pipeline.create("told");
        pipeline.source("in", FileSource.in(directory, JsonLines.of(Told.class)).recursive())
                .onError(Errors.deadLetter())
                .to("out", Sinks.discard());
        pipeline.deadLetters().to("bad", Sinks.discard());
        Simulation run = Simulation.of(pipeline);
        Reading.put(run.disk(), file, content.getBytes(StandardCharsets.UTF_8));
        run.run();

        LocalDate day = LocalDate.of(2026, 11, 29);
        Optional<BigDecimal> price = Optional.of(new BigDecimal("1.50"));
        assertThat(run.output("out"))
                .isEqualTo(List.of(
                        new Told("\u00fc", day, 7, price, Optional.of(true), Optional.empty()),
                        new Told(
                                "b",
                                LocalDate.of(2020, 1, 1),
                                8,
                                price,
                                Optional.empty(),
                                Optional.of(new Item("x", 1)))));
        List<String> bad = run.output("bad").stream()
                .map(letter -> ((DeadLetter) letter).error().toString())
                .toList();
        assertThat(bad).hasSize(4);
        assertThat(bad.get(0)).contains("a.jsonl, line 1, column 'name'", "missing");
        assertThat(bad.get(1)).contains("line 4, column 'month'");
        assertThat(bad.get(2)).contains("line 5", "Duplicate");
        assertThat(bad.get(3)).contains("line 6", "is no Told");
    }
}
