package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.groupingBy;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.latestBy;
import static io.millrace.window.Aggregates.sumLong;
import static io.millrace.window.Aggregates.topN;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.Graph.InvalidGraphException;
import io.millrace.operator.Aggregate;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.SideOutput;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results that update others are not counted twice by a window behind them, unless that is meant. */
class UpdatesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    record Sale(String title, long millis) {
        Instant time() {
            return Instant.ofEpochMilli(millis);
        }
    }

    /** Hands on what comes. */
    static final class Passing extends KeyedProcess<String, WindowResult<String, Long>, WindowResult<String, Long>> {
        @Override
        protected void process(
                WindowResult<String, Long> event,
                KeyedContext<String> context,
                Emitter<WindowResult<String, Long>> out) {
            out.emit(event);
        }
    }

    /** A way from one window to the next. */
    record Way(String name, UnaryOperator<EventStream<WindowResult<String, Long>>> step) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Way> ways() {
        return Stream.of(
                new Way("direct", results -> results),
                new Way("map", results -> results.map(result -> result)),
                new Way("filter", results -> results.filter(result -> result.value() > 0)),
                new Way("flat map", results -> results.flatMap(List::of)),
                new Way("peek", results -> results.peek(result -> {})),
                new Way("rebalance", EventStream::rebalance),
                new Way("broadcast", EventStream::broadcast),
                new Way("typed", results -> results.typed(new Type<WindowResult<String, Long>>() {})),
                new Way("process", results -> results.keyBy(WindowResult::key).process("passing", Passing::new)),
                new Way("merge", results -> results.merge(results.filter(result -> false))),
                new Way(
                        "side output",
                        results -> results.keyBy(WindowResult::key)
                                .process("side", Passing::new)
                                .sideOutput(new SideOutput<>("side", new Type<WindowResult<String, Long>>() {}))),
                new Way(
                        "late",
                        results -> results.keyBy(WindowResult::key)
                                .window(Windows.tumbling(MINUTE))
                                .updatesAreMeant()
                                .aggregate("between", count())
                                .late()),
                new Way(
                        "timestamps",
                        results -> results.timestamps(
                                result -> result.end().minusMillis(1), Watermarks.boundedOutOfOrderness(MINUTE))));
    }

    private final Pipeline pipeline = Pipeline.create("sales");

    private WindowedStream<String, Sale> minutes(List<Sale> sales) {
        return pipeline.source("sales", Sources.collection(sales))
                .timestamps(Sale::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .keyBy(Sale::title)
                .window(Windows.tumbling(MINUTE));
    }

    private WindowedStream<String, Sale> minutes() {
        return minutes(List.of(new Sale("a", 1)));
    }

    private static WindowedStream<Instant, WindowResult<String, Long>> perMinute(
            EventStream<WindowResult<String, Long>> counts) {
        return counts.keyBy(WindowResult::end).window(Windows.tumbling(MINUTE));
    }

    private void refused(EventStream<?> results, String... words) {
        results.to("out", Sinks.discard());
        assertThatThrownBy(() -> pipeline.graph().validated())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContainingAll(words);
    }

    private void accepted(EventStream<?> results) {
        results.to("out", Sinks.discard());
        assertThatCode(() -> pipeline.graph().validated()).doesNotThrowAnyException();
    }

    static Stream<Emit<Object>> repeating() {
        return Stream.of(
                Emit.onUpdate(),
                Emit.everyEvents(2),
                Emit.every(Duration.ofSeconds(10)),
                Emit.everyProcessingTime(Duration.ofSeconds(1)),
                Emit.when(new Triggers.EveryEvents(3)));
    }

    @ParameterizedTest
    @MethodSource("repeating")
    void shouldRefuseAWindowBehindResultsThatComeAgain(Emit<Object> emit) {
        refused(
                perMinute(minutes().aggregate("counts", count(), emit)).aggregate("top", topN(3, byValue())),
                "the tumbling window 'top' would count results of the tumbling window 'counts' more than once",
                "emit " + emit,
                "Emit.atEnd()",
                ".finalOnly()",
                "Aggregates.latestBy",
                ".updatesAreMeant()");
    }

    @Test
    void shouldRefuseAWindowBehindResultsThatComeAgainForLateEvents() {
        refused(
                perMinute(minutes().allowedLateness(MINUTE).aggregate("counts", count()))
                        .aggregate("top", topN(3, byValue())),
                "allowed lateness PT1M",
                "'top'");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldFollowUpdatesWhateverIsBetween(Way way) {
        var between = way.step.apply(minutes().aggregate("counts", count(), Emit.onUpdate()));
        refused(perMinute(between).aggregate("top", topN(3, byValue())), "'top'", "'counts'");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldAcceptFinalResultsWhateverIsBetween(Way way) {
        var between = way.step.apply(minutes().aggregate("counts", count()));
        accepted(perMinute(between).aggregate("top", topN(3, byValue())));
    }

    @Test
    void shouldAcceptWindowsThatTellOnce() {
        var once = minutes().allowedLateness(MINUTE).aggregate("once", count(), Emit.whenFirst(n -> n > 1));
        var end = minutesAgain("more")
                .aggregate("end", count(), Emit.<Long>atEnd().discarding());
        accepted(perMinute(once.merge(end)).aggregate("top", topN(3, byValue())));
    }

    private WindowedStream<String, Sale> minutesAgain(String source) {
        return pipeline.source(source, Sources.of(new Sale("a", 1)))
                .timestamps(Sale::time, Watermarks.boundedOutOfOrderness(Duration.ofSeconds(5)))
                .keyBy(Sale::title)
                .window(Windows.tumbling(MINUTE));
    }

    @Test
    void shouldAcceptUpdatesThatAreMeant() {
        accepted(perMinute(minutes().aggregate("counts", count(), Emit.onUpdate()))
                .updatesAreMeant()
                .aggregate("all", collect()));
    }

    @Test
    void shouldAcceptSumsOfIncrementsAndNothingElse() {
        Emit<Long> increments = Emit.<Long>everyEvents(2).discarding();
        var counts = minutes().aggregate("counts", count(), increments);
        Aggregate<WindowResult<String, Long>, ?, Map<String, Long>> sums =
                groupingBy(WindowResult::key, sumLong(WindowResult::value));
        perMinute(counts).aggregate("sums", sums).to("sums-out", Sinks.discard());
        refused(perMinute(counts).aggregate("top", topN(3, byValue())), "'top'", "in parts", "sumLong");
    }

    @Test
    void shouldRefuseSumsOfRevisionsAndTheLatestOfIncrements() {
        var revisions = minutes().aggregate("revisions", count(), Emit.onUpdate());
        var increments = minutesAgain("more")
                .aggregate("increments", count(), Emit.<Long>everyEvents(2).discarding());
        perMinute(revisions).aggregate("sum", sumLong(WindowResult::value)).to("sum-out", Sinks.discard());
        perMinute(increments).aggregate("latest", last()).to("latest-out", Sinks.discard());
        refused(
                perMinute(revisions)
                        .aggregate(
                                "both",
                                allOf(
                                        sumLong((WindowResult<String, Long> result) -> result.value()),
                                        last(),
                                        (n, last) -> n)),
                "'sum'",
                "'latest'",
                "'both'");
    }

    @Test
    void shouldHaveNoFinalResultsWhereNoneIsKnownToBe() {
        assertThatThrownBy(
                        () -> minutes().aggregate("a", count(), Emit.onUpdate()).finalOnly())
                .hasMessageContaining("Emit.atEnd()");
        assertThatThrownBy(() -> minutesAgain("b")
                        .aggregate("b", count(), Emit.<Long>everyEvents(2).discarding())
                        .finalOnly())
                .hasMessageContaining("discarding()");
        assertThatThrownBy(() -> minutesAgain("c")
                        .allowedLateness(MINUTE)
                        .aggregate("c", count())
                        .finalOnly())
                .hasMessageContaining("latestBy");
    }

    @Test
    @DisplayName("SU-7: final results, and the latest of each, count once")
    void shouldCountEachResultOnceBehindAnyEmission() {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Sale> sales = sales(random);
            List<Emit<Object>> emissions = repeating().toList();
            Emit<Object> emit = emissions.get(random.nextInt(emissions.size() - 1));
            assertThat(latestTop(sales, emit, random.nextBoolean(), seed))
                    .as("seed %d, %s", seed, emit)
                    .isEqualTo(expectedTop(sales));
            if (emit.isWholeAtEnd()) {
                assertThat(finalTop(sales, emit, seed))
                        .as("seed %d, %s", seed, emit)
                        .isEqualTo(expectedTop(sales));
            }
        });
    }

    private static Map<Instant, List<Long>> latestTop(
            List<Sale> sales, Emit<Object> emit, boolean lateness, long seed) {
        UpdatesTest test = new UpdatesTest();
        WindowedStream<String, Sale> minutes = test.minutes(sales);
        var counts = (lateness ? minutes.allowedLateness(MINUTE) : minutes).aggregate("counts", count(), emit);
        return test.tops(perMinute(counts).aggregate("top", latestBy(WindowResult::key, topN(3, byValue()))), seed);
    }

    private static Map<Instant, List<Long>> finalTop(List<Sale> sales, Emit<Object> emit, long seed) {
        UpdatesTest test = new UpdatesTest();
        var counts = test.minutes(sales).aggregate("counts", count(), emit).finalOnly();
        return test.tops(perMinute(counts).aggregate("top", topN(3, byValue())), seed);
    }

    private Map<Instant, List<Long>> tops(
            EventStream<WindowResult<Instant, List<WindowResult<String, Long>>>> results, long seed) {
        results.to("out", Sinks.discard());
        List<WindowResult<Instant, List<WindowResult<String, Long>>>> tops = new ArrayList<>();
        Simulation.of(pipeline).seed(seed).run().output("out").forEach(result -> tops.add(cast(result)));
        return tops.stream()
                .collect(Collectors.toMap(
                        WindowResult::key,
                        top -> top.value().stream().map(WindowResult::value).toList()));
    }

    @SuppressWarnings("unchecked")
    private static WindowResult<Instant, List<WindowResult<String, Long>>> cast(Object result) {
        return (WindowResult<Instant, List<WindowResult<String, Long>>>) result;
    }

    /** In the order of their times, so that nothing is late. */
    private static List<Sale> sales(SplittableRandom random) {
        List<Sale> sales = new ArrayList<>();
        long millis = 0;
        for (int i = random.nextInt(60); i >= 0; i--) {
            millis += random.nextInt(20_000);
            sales.add(new Sale("title-" + random.nextInt(5), millis));
        }
        return sales;
    }

    private static Map<Instant, List<Long>> expectedTop(List<Sale> sales) {
        Map<Instant, Map<String, Long>> counts = sales.stream()
                .collect(Collectors.groupingBy(
                        sale -> Instant.ofEpochMilli((sale.millis() / 60_000 + 1) * 60_000),
                        Collectors.groupingBy(Sale::title, Collectors.counting())));
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().values().stream()
                                .sorted(comparing((Long n) -> -n))
                                .limit(3)
                                .toList()));
    }

    private static Comparator<WindowResult<String, Long>> byValue() {
        return comparingLong(WindowResult::value);
    }
}
