package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.EventStream;
import io.millrace.Job;
import io.millrace.KeyedStream;
import io.millrace.Pipeline;
import io.millrace.SplitStream;
import io.millrace.TimedStream;
import io.millrace.graph.OperatorSpec;
import io.millrace.metrics.LedgerEntry.Kind;
import io.millrace.operator.Batch;
import io.millrace.operator.Errors;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final int EVENTS = 300;
    private static final List<Integer> NUMBERS =
            IntStream.range(0, EVENTS).boxed().toList();

    private static EventStream<Integer> numbers(Pipeline pipeline) {
        return pipeline.source("numbers", Sources.collection(NUMBERS)).typed(Integer.class);
    }

    private static TimedStream<Integer> timed(Pipeline pipeline) {
        return numbers(pipeline).timestamps(Timestamps.millis(each -> each), Watermarks.ascending());
    }

    private static KeyedStream<Integer, Integer> keyed(Pipeline pipeline) {
        return timed(pipeline).keyBy(each -> each % 3, Integer.class);
    }

    /** Ten in a row are alike. */
    private static int tens(int number) {
        return number / 10;
    }

    private static void check(
            UnaryOperator<Simulation> run, Pipeline pipeline, String operator, Map<String, Long> reasons) {
        Seeds.check(20, seed -> {
            Simulation simulation = run.apply(Simulation.of(pipeline).seed(seed));
            LedgerEntry entry = simulation.run().ledger().of(operator);
            assertThat(entry.reasons()).containsAllEntriesOf(reasons);
            assertThat(entry.in() + entry.restored().orElse(0))
                    .isEqualTo((entry.kind() == Kind.GATHERS ? 0 : entry.out())
                            + entry.reasons().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum());
        });
    }

    private static void check(Pipeline pipeline, String operator, Map<String, Long> reasons) {
        check(run -> run, pipeline, operator, reasons);
    }

    @Test
    void shouldFindEventsThatWereFilteredAndThatAFunctionFailedOn() {
        Pipeline pipeline = Pipeline.create("filters");
        numbers(pipeline)
                .filter(each -> each % 3 != 0)
                .named("no thirds")
                .map(each -> 100 / (each % 10))
                .named("hundredth")
                .onError(Errors.skip())
                .to("out", Sinks.discard());

        check(pipeline, "no thirds", Map.of(Account.FILTERED, 100L));
        check(pipeline, "hundredth", Map.of(Account.SKIPPED, 20L, Account.FILTERED, 0L));
        check(pipeline, "out", Map.of("written", 180L));
    }

    @Test
    void shouldFindTheEventsOfBranchesThatNobodyReads() {
        Pipeline pipeline = Pipeline.create("split");
        SplitStream<Integer> split = numbers(pipeline).split();
        split.take(each -> each < 7).to("few", Sinks.discard());
        split.rest().to("rest", Sinks.discard());

        LedgerEntry entry = Simulation.of(pipeline).run().ledger().entries().stream()
                .filter(each -> each.reasons().containsKey("in branches"))
                .findFirst()
                .orElseThrow();
        assertThat(entry.reason("in branches")).isEqualTo(7);
        assertThat(entry.out()).isEqualTo(EVENTS - 7L);
    }

    @Test
    void shouldFindTheEventsThatVerbsKeepOut() {
        Pipeline dedup = Pipeline.create("dedup");
        keyed(dedup).dedup("once", Duration.ofMillis(30)).to("out", Sinks.discard());
        Pipeline debounce = Pipeline.create("debounce");
        keyed(debounce).debounce("quiet", Duration.ofMillis(5)).to("out", Sinks.discard());
        Pipeline sample = Pipeline.create("sample");
        keyed(sample).sample("sampled", Duration.ofMillis(30)).to("out", Sinks.discard());
        Pipeline reorder = Pipeline.create("reorder");
        keyed(reorder).reorder("sorted").to("out", Sinks.discard());
        Pipeline batch = Pipeline.create("batch");
        numbers(batch).batch("lists", 7, Duration.ofMillis(1)).to("out", Sinks.discard());
        Pipeline throttle = Pipeline.create("throttle");
        numbers(throttle).throttle(100, Duration.ofSeconds(1)).named("slow").to("out", Sinks.discard());

        check(dedup, "once", Map.of("duplicates", EVENTS - EVENTS / 10L, Account.LATE, 0L));
        check(debounce, "quiet", Map.of("superseded", EVENTS - 3L));
        check(sample, "sampled", Map.of("superseded", EVENTS - 30L));
        check(reorder, "sorted", Map.of(Account.LATE, 0L));
        check(batch, "lists", Map.of("in lists", (long) EVENTS));
        check(throttle, "slow", Map.of());
    }

    @Test
    void shouldFindEventsThatAreLateOrAhead() {
        Pipeline pipeline = Pipeline.create("late");
        numbers(pipeline)
                .timestamps(
                        Timestamps.millis(each -> each == 150 ? 1L << 50 : EVENTS - each),
                        Watermarks.ascending().maxAhead(Duration.ofDays(1)))
                .named("timed")
                .keyBy(each -> each % 3, Integer.class)
                .reorder("sorted")
                .to("out", Sinks.discard());

        check(run -> run.parallelism(1), pipeline, "timed", Map.of(Account.AHEAD, 1L));
        check(run -> run.parallelism(1).batchSize(1), pipeline, "sorted", Map.of());
    }

    @Test
    void shouldFindEventsThatCallsMakeNothingOf() {
        Pipeline pipeline = Pipeline.create("calls");
        numbers(pipeline)
                .mapBlocking("halves", each -> {
                    if (each % 2 == 1) {
                        throw new IllegalArgumentException("odd");
                    }
                    return each / 2;
                })
                .onError(Errors.skip())
                .to("out", Sinks.discard());

        check(pipeline, "halves", Map.of("without a result", 150L));
    }

    @Test
    void shouldCountWhatWasKeptInTheSnapshotThatTheJobGoesOnFrom() {
        Pipeline pipeline = Pipeline.create("restored");
        numbers(pipeline)
                .throttle(10, Duration.ofSeconds(1))
                .batch("lists", 1_000, Duration.ofHours(1))
                .to("out", Sinks.discard());
        Seeds.check(20, seed -> {
            Simulation run = Simulation.of(pipeline)
                    .snapshots(Duration.ofSeconds(1))
                    .seed(seed)
                    .batchSize(1);
            run.advance(Duration.ofSeconds(10)).crashAndRestore().settle();
            assertThat(run.ledger().of("lists").restored().getAsLong()).isPositive();

            LedgerEntry entry = run.run().ledger().of("lists");
            assertThat(entry.reason("in lists"))
                    .isEqualTo(entry.in() + entry.restored().getAsLong());
        });
    }

    /** Drops one event of each batch, and says nothing of it. */
    private static final class Leaking implements Operator<Integer, Integer> {

        @Override
        public boolean process(int input, Batch<Integer> batch, Output<Integer> out) {
            for (int row = 1; row < batch.size(); row++) {
                out.emit(batch.value(row), batch.timestamp(row));
            }
            return true;
        }

        @Override
        public Optional<Account> account() {
            return Optional.of(Account.passing());
        }
    }

    @Test
    void shouldFailASimulationInWhichAnEventIsGone() {
        Pipeline pipeline = Pipeline.create("leaking");
        numbers(pipeline)
                .transform(OperatorSpec.<Integer, Integer>stateless("leak", Leaking::new))
                .named("leak")
                .to("out", Sinks.discard());

        assertThatThrownBy(() -> Simulation.of(pipeline)
                        .seed(7)
                        .batchSize(500)
                        .parallelism(1)
                        .run())
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("seed 7")
                .hasMessageContaining("'leak' of task numbers-0")
                .hasMessageContaining("missing");
    }

    @Test
    void shouldTellOfAnOperatorWithoutAccountWhatItHasTakenInAndGiven() {
        Pipeline pipeline = Pipeline.create("flat");
        numbers(pipeline)
                .flatMap(each -> each % 2 == 0 ? List.of(each, each, each) : List.of())
                .named("thrice")
                .to("out", Sinks.discard());

        LedgerEntry entry = Simulation.of(pipeline).run().ledger().of("thrice");
        assertThat(entry.kind()).isEqualTo(Kind.FREE);
        assertThat(entry.in()).isEqualTo(EVENTS);
        assertThat(entry.out()).isEqualTo(450);
    }

    @Test
    void shouldBalanceWhileAJobRunsAndWhenItHasEnded() {
        PushSource<Integer> source = Sources.push(1_024);
        Pipeline pipeline = Pipeline.create("live");
        pipeline.source("numbers", source)
                .typed(Integer.class)
                .filter(each -> each % 3 != 0)
                .named("no thirds")
                .rebalance()
                .map(LedgerTest::tens)
                .parallelism(2)
                .named("tens")
                .to("out", Sinks.discard());

        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline)) {
            for (int number : NUMBERS) {
                source.emit(number);
                if (number % 50 == 0) {
                    job.ledger().check();
                }
            }
            source.complete();
            job.join();

            Ledger ledger = job.ledger().check();
            assertThat(ledger.of("no thirds").reason(Account.FILTERED)).isEqualTo(100);
            assertThat(ledger.of("to tens").kept()).hasValue(0);
            assertThat(ledger.of("out").reason("written")).isEqualTo(200);
            assertThat(ledger.busy()).isEmpty();
        }
    }

    @Test
    void shouldReadAsATable() {
        Ledger ledger = new Ledger(
                "fraud",
                List.of(
                        entry("payments", Kind.PASSES_ON, 1_000, 1_000, Map.of(), OptionalLong.of(0), null),
                        entry(
                                "valid",
                                Kind.PASSES_ON,
                                1_000,
                                990,
                                Map.of(Account.FILTERED, 10L),
                                OptionalLong.of(0),
                                null),
                        entry("to velocity", Kind.SENT, 990, 970, Map.of(), OptionalLong.of(20), null),
                        entry(
                                "velocity",
                                Kind.GATHERS,
                                970,
                                12,
                                Map.of("in windows", 969L),
                                OptionalLong.of(0),
                                "1 missing"),
                        entry("split up", Kind.FREE, 12, 30, Map.of(), OptionalLong.of(0), null),
                        entry("last", Kind.PASSES_ON, 30, 3, Map.of(), OptionalLong.empty(), null)),
                List.of("slow-0"));

        assertThat(ledger).hasToString("""
                ledger of fraud
                  operator       in   out  the rest
                  payments     1000  1000
                  valid        1000   990  10 filtered
                  to velocity   990   970  20 on the way
                  velocity      970    12  969 in windows
                  split up       12    30  30 out for 12 in
                  last           30     3  some kept
                  NOT EXPLAINED: 1 missing
                  no answer from slow-0
                """);
        assertThatThrownBy(ledger::check)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the ledger of job 'fraud' does not balance: 1 missing");
        assertThatThrownBy(() -> ledger.of("nothing")).hasMessageContaining("'nothing'; it has 'payments', 'valid'");
    }

    @Test
    void shouldHaveTheFaultsOfAllInstances() {
        LedgerEntry one = entry("sums", Kind.GATHERS, 3, 0, Map.of(), OptionalLong.of(0), "3 missing");
        LedgerEntry other = entry("sums", Kind.GATHERS, 5, 0, Map.of(), OptionalLong.of(0), "5 missing");
        LedgerEntry well = entry("sums", Kind.GATHERS, 0, 0, Map.of(), OptionalLong.of(0), null);

        assertThat(one.plus(well).plus(other).fault()).hasValue("3 missing; 5 missing");
        assertThat(well.plus(well).fault()).isEmpty();
    }

    @Test
    void shouldRefuseToBeAskedForByAFunctionOfTheSimulation() {
        Pipeline pipeline = Pipeline.create("within");
        Simulation[] run = new Simulation[1];
        numbers(pipeline).peek(each -> run[0].ledger()).to("out", Sinks.discard());
        run[0] = Simulation.of(pipeline);

        assertThatThrownBy(run[0]::run)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .rootCause()
                .hasMessageContaining("ledger() was called by a function of the pipeline");
    }

    private static LedgerEntry entry(
            String operator, Kind kind, long in, long out, Map<String, Long> reasons, OptionalLong kept, String fault) {
        return new LedgerEntry(
                operator, kind, in, OptionalLong.of(0), out, 0, reasons, kept, Optional.ofNullable(fault));
    }
}
