package io.millrace.window;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.average;
import static io.millrace.window.Aggregates.averageLong;
import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.countDistinct;
import static io.millrace.window.Aggregates.distinct;
import static io.millrace.window.Aggregates.filtering;
import static io.millrace.window.Aggregates.first;
import static io.millrace.window.Aggregates.groupingBy;
import static io.millrace.window.Aggregates.last;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.max;
import static io.millrace.window.Aggregates.maxDouble;
import static io.millrace.window.Aggregates.maxLong;
import static io.millrace.window.Aggregates.min;
import static io.millrace.window.Aggregates.minDouble;
import static io.millrace.window.Aggregates.minLong;
import static io.millrace.window.Aggregates.percentiles;
import static io.millrace.window.Aggregates.reduce;
import static io.millrace.window.Aggregates.standardDeviation;
import static io.millrace.window.Aggregates.sumDouble;
import static io.millrace.window.Aggregates.sumLong;
import static io.millrace.window.Aggregates.topN;
import static io.millrace.window.Aggregates.variance;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.EventStream;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Programs as users write them: that they compile without a type witness is half of each test. */
class ChainsTest {

    private static final Instant TEN = Instant.parse("2024-01-01T10:00:00Z");

    private final Pipeline pipeline = Pipeline.create("chains");
    private final EventStream<Transaction> transactions = transactions(pipeline);

    record Transaction(String id, String user, double amount, long units, String country, Instant time) {}

    record Burst(long count, Transaction last) {}

    record Trip(Set<String> countries, Transaction last, long count) {}

    record Alert(String user, Instant start, Instant end, String transaction) {

        static Alert velocity(String user, Instant start, Instant end, Burst burst) {
            return new Alert(user, start, end, burst.last().id());
        }
    }

    private static EventStream<Transaction> transactions(Pipeline pipeline) {
        Source<Transaction> source = Sources.of(
                new Transaction("T1", "U1", 50, 5, "US", TEN),
                new Transaction("T2", "U1", 30, 3, "US", TEN.plusSeconds(60)),
                new Transaction("T3", "U1", 40, 4, "UK", TEN.plusSeconds(120)),
                new Transaction("T4", "U1", 20, 2, "UK", TEN.plusSeconds(90)),
                new Transaction("T5", "U2", 1500, 1, "US", TEN.plusSeconds(240)));
        return pipeline.source("transactions", source)
                .timestamps(Transaction::time, Watermarks.boundedOutOfOrderness(ofSeconds(30)));
    }

    @Test
    void shouldReadAsInTheDesign() {
        WindowedResults<String, Transaction, Burst> bursts = transactions
                .keyBy(Transaction::user)
                .window(Windows.tumbling(ofMinutes(5)))
                .allowedLateness(ofSeconds(10))
                .aggregate("velocity", allOf(count(), last(), Burst::new), Emit.whenFirst(burst -> burst.count() > 3));
        bursts.map(w -> Alert.velocity(w.key(), w.start(), w.end(), w.value())).to("alerts", Sinks.discard());
        bursts.late().to("late", Sinks.discard());

        Simulation run = Simulation.of(pipeline).run();
        assertThat(run.output("alerts")).containsExactly(new Alert("U1", TEN, TEN.plusSeconds(300), "T4"));
        assertThat(run.output("late")).isEmpty();
    }

    @Test
    void shouldTakeConditionsOnAnyResult() {
        KeyedStream<String, Transaction> users = transactions.keyBy(t -> t.user());
        WindowedResults<String, Transaction, Long> counts =
                users.window(Windows.session(ofHours(1))).aggregate("counts", count(), Emit.whenFirst(n -> n > 1));
        WindowedResults<String, Transaction, Trip> trips = users.window(Windows.session(ofHours(1)))
                .aggregate(
                        "trips",
                        allOf(distinct(Transaction::country), last(), count(), Trip::new),
                        Emit.whenFirst(trip -> trip.countries().size() > 1));
        counts.map(w -> w.key() + w.value()).to("counted", Sinks.discard());
        trips.map(w -> w.value().last().id() + w.value().countries()).to("travelled", Sinks.discard());

        Simulation run = Simulation.of(pipeline).run();
        assertThat(run.output("counted")).containsExactly("U12");
        assertThat(run.output("travelled")).containsExactly("T3[US, UK]");
    }

    @Test
    void shouldTakeAggregatesOfAnyResult() {
        assertThat(resultsOf(count())).isEqualTo(Map.of("U1", 4L, "U2", 1L));
        assertThat(resultsOf(sumLong(t -> t.units()))).isEqualTo(Map.of("U1", 14L, "U2", 1L));
        assertThat(resultsOf(sumDouble(Transaction::amount))).isEqualTo(Map.of("U1", 140.0, "U2", 1500.0));
        assertThat(resultsOf(average(t -> t.amount()))).isEqualTo(Map.of("U1", 35.0, "U2", 1500.0));
        assertThat(resultsOf(distinct(t -> t.country())))
                .isEqualTo(Map.of("U1", Set.of("US", "UK"), "U2", Set.of("US")));
        assertThat(resultsOf(countDistinct(Transaction::country))).isEqualTo(Map.of("U1", 2L, "U2", 1L));
        assertThat(resultsOf(mapping(t -> t.country(), countDistinct(c -> c.charAt(0)))))
                .isEqualTo(Map.of("U1", 1L, "U2", 1L));
        assertThat(resultsOf(filtering(t -> t.amount() > 30, count()))).isEqualTo(Map.of("U1", 2L, "U2", 1L));
    }

    @Test
    void shouldTakeAggregatesThatChooseAnEvent() {
        assertThat(idsOf(first())).isEqualTo(Map.of("U1", "T1", "U2", "T5"));
        assertThat(idsOf(last())).isEqualTo(Map.of("U1", "T4", "U2", "T5"));
        assertThat(idsOf(min(comparingDouble(Transaction::amount)))).isEqualTo(Map.of("U1", "T4", "U2", "T5"));
        assertThat(idsOf(max(comparing(t -> t.time())))).isEqualTo(Map.of("U1", "T3", "U2", "T5"));
    }

    @Test
    void shouldTakeAggregatesOfNumbers() {
        assertThat(resultsOf(averageLong(Transaction::units))).isEqualTo(Map.of("U1", 3.5, "U2", 1.0));
        assertThat(resultsOf(standardDeviation(t -> t.amount()))).containsEntry("U2", 0.0);
        assertThat(resultsOf(variance(Transaction::amount))).isEqualTo(Map.of("U1", 125.0, "U2", 0.0));
        assertThat(resultsOf(minLong(Transaction::units))).isEqualTo(Map.of("U1", 2L, "U2", 1L));
        assertThat(resultsOf(maxLong(t -> t.units()))).isEqualTo(Map.of("U1", 5L, "U2", 1L));
        assertThat(resultsOf(minDouble(Transaction::amount))).isEqualTo(Map.of("U1", 20.0, "U2", 1500.0));
        assertThat(resultsOf(maxDouble(t -> t.amount()))).isEqualTo(Map.of("U1", 50.0, "U2", 1500.0));
        assertThat(resultsOf(percentiles(Transaction::amount, 0.5, 0.99))
                        .get("U1")
                        .get(0.99))
                .isCloseTo(50, withinPercentage(1));
    }

    @Test
    void shouldTakeAggregatesThatKeepEvents() {
        assertThat(idsOf(min(Transaction::amount))).isEqualTo(Map.of("U1", "T4", "U2", "T5"));
        assertThat(idsOf(max(t -> t.time()))).isEqualTo(Map.of("U1", "T3", "U2", "T5"));
        assertThat(idsOf(reduce((a, b) -> b.amount() > a.amount() ? b : a))).isEqualTo(Map.of("U1", "T1", "U2", "T5"));
        assertThat(resultsOf(topN(2, comparing(Transaction::amount))).get("U1"))
                .extracting(Transaction::id)
                .containsExactly("T1", "T3");
        assertThat(resultsOf(collect()).get("U1")).hasSize(4);
        assertThat(resultsOf(groupingBy(Transaction::country, count())).get("U1"))
                .isEqualTo(Map.of("US", 2L, "UK", 2L));
        assertThat(resultsOf(groupingBy(t -> t.country(), mapping(t -> t.id(), collect())))
                        .get("U1")
                        .get("UK"))
                .isEqualTo(List.of("T3", "T4"));
    }

    @Test
    void shouldTakeCombinationsOfAggregates() {
        assertThat(resultsOf(allOf(
                        count(),
                        last(),
                        maxLong(t -> t.units()),
                        groupingBy(t -> t.country(), sumLong(Transaction::units)),
                        (n, t, most, units) -> n + t.id() + most + units)))
                .isEqualTo(Map.of("U1", "4T45{US=8, UK=6}", "U2", "1T51{US=1}"));
        assertThat(resultsOf(allOf(first(), last(), (a, b) -> b.amount() - a.amount())))
                .isEqualTo(Map.of("U1", -30.0, "U2", 0.0));
        assertThat(resultsOf(allOf(count(), filtering(t -> t.amount() > 30, count()), (all, some) -> all - some)))
                .isEqualTo(Map.of("U1", 2L, "U2", 0L));
        assertThat(resultsOf(allOf(
                        sumLong(t -> t.units()), max(comparing(Transaction::units)), (sum, t) -> sum - t.units())))
                .isEqualTo(Map.of("U1", 9L, "U2", 0L));
    }

    private static Map<String, String> idsOf(Aggregate<Transaction, ?, Transaction> aggregate) {
        return resultsOf(mapping(t -> t, aggregate)).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, result -> result.getValue().id()));
    }

    private static <R> Map<String, R> resultsOf(Aggregate<? super Transaction, ?, R> aggregate) {
        Map<String, R> results = new TreeMap<>();
        Pipeline pipeline = Pipeline.create("results");
        transactions(pipeline)
                .keyBy(Transaction::user)
                .window(Windows.tumbling(ofMinutes(5)))
                .aggregate("results", aggregate)
                .to("out", Sinks.callback(w -> results.put(w.key(), w.value())));
        Simulation.of(pipeline).run();
        return results;
    }
}
