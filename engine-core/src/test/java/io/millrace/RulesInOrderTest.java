package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.metrics.OperatorMetrics;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.state.testing.SimulatedDisk;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rules that hold from their time on. */
class RulesInOrderTest {

    private static final int SEEDS = 100;
    private static final int DISORDER = 12;

    record Rule(int id, int limit, long time) {}

    record Row(int key, int number, long time) {}

    /** Tells of each event and timer by which rules it was decided. */
    private static final class Deciding extends RulesProcess<Integer, Row, Rule, String> {

        private final MapState<Integer, Integer> limits = shared("limits", Integer.class, Integer.class);
        private final MapState<String, Integer> count = shared("count", String.class, Integer.class);
        private final ValueState<Integer> numbers = value("numbers", Integer.class);
        private final Timer later = eventTimer("later", this::tellLater);

        @Override
        protected void process(Row row, KeyedContext<Integer> context, Emitter<String> out) {
            numbers.set(numbers.getOr(0) * 31 + row.number());
            out.emit(row.key() + ":" + row.time() + " " + row.number() + " " + numbers.get() + " " + rules());
            later.set(context.timestamp().plusMillis(7));
        }

        private void tellLater(KeyedContext<Integer> context, Emitter<String> out) {
            out.emit(context.key() + ":" + context.timestamp().toEpochMilli() + " later " + rules());
        }

        private String rules() {
            StringBuilder text = new StringBuilder().append(count.get("all"));
            limits.forEach(
                    (id, limit) -> text.append(' ').append(id).append('=').append(limit));
            return text.toString();
        }

        @Override
        protected void rule(Rule rule, RuleContext context) {
            count.put("all", (count.contains("all") ? count.get("all") : 0) + 1);
            if (rule.limit() < 0) {
                limits.remove(rule.id());
            } else {
                limits.put(rule.id(), rule.limit());
            }
        }
    }

    private static List<String> naive(List<Row> rows, List<Rule> rules) {
        List<String> told = new ArrayList<>();
        for (int key = 0; key < 6; key++) {
            int of = key;
            List<Row> sorted =
                    new ArrayList<>(rows.stream().filter(row -> row.key() == of).toList());
            sorted.sort(Comparator.comparingLong(Row::time));
            int numbers = 0;
            for (int at = 0; at < sorted.size(); at++) {
                Row row = sorted.get(at);
                numbers = numbers * 31 + row.number();
                told.add(key + ":" + row.time() + " " + row.number() + " " + numbers + " " + at(rules, row.time()));
                long later = row.time() + 7;
                if (at + 1 == sorted.size() || sorted.get(at + 1).time() > later) {
                    told.add(key + ":" + later + " later " + at(rules, later));
                }
            }
        }
        return told;
    }

    private static String at(List<Rule> rules, long time) {
        Map<Integer, Integer> limits = new LinkedHashMap<>();
        List<Rule> sorted = new ArrayList<>(
                rules.stream().filter(rule -> rule.time() <= time).toList());
        sorted.sort(Comparator.comparingLong(Rule::time));
        for (Rule rule : sorted) {
            if (rule.limit() < 0) {
                limits.remove(rule.id());
            } else {
                limits.put(rule.id(), rule.limit());
            }
        }
        StringBuilder text = new StringBuilder().append(sorted.isEmpty() ? "null" : sorted.size());
        limits.forEach((id, limit) -> text.append(' ').append(id).append('=').append(limit));
        return text.toString();
    }

    private static Pipeline pipeline(List<Row> rows, List<Rule> rules) {
        Pipeline pipeline = Pipeline.create("in order");
        EventStream<Rule> timed = pipeline.source("rules", Sources.collection(rules))
                .typed(Rule.class)
                .timestamps(
                        Timestamps.millis(Rule::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER)))
                .typed(Rule.class);
        RuledStream<Row, String> results = pipeline.source("rows", Sources.collection(rows))
                .typed(Row.class)
                .timestamps(Timestamps.millis(Row::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER)))
                .typed(Row.class)
                .keyBy(Row::key)
                .connect(timed.broadcast())
                .inEventTimeOrder()
                .process("deciding", Deciding::new);
        results.to("out", Sinks.discard());
        results.late().to("late", Sinks.discard());
        return pipeline;
    }

    private static long lateRules(Simulation simulation) {
        OperatorMetrics metrics = simulation.metrics().operators().get("deciding");
        return metrics == null ? 0 : metrics.counters().getOrDefault("late rules", 0L);
    }

    @Test
    void shouldDecideByTheRulesOfTheTimeInEveryTaskWhateverFails() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows = new ArrayList<>();
            List<Rule> rules = new ArrayList<>();
            long now = -30;
            for (int number = random.nextInt(150); number > 0; number--) {
                now += random.nextInt(3);
                rows.add(new Row(random.nextInt(6), number, now - random.nextInt(DISORDER)));
            }
            now = -40L + random.nextInt(20);
            for (int number = random.nextInt(60); number > 0; number--) {
                now += random.nextInt(10) == 0 ? random.nextInt(100) : random.nextInt(4);
                rules.add(new Rule(random.nextInt(6), random.nextInt(8) - 2, now - random.nextInt(DISORDER)));
            }
            Simulation simulation =
                    Simulation.of(pipeline(rows, rules)).seed(seed).snapshots(Duration.ofMillis(3));
            for (int crash = random.nextInt(4); crash > 0; crash--) {
                simulation.steps(random.nextInt(400)).crashAndRestore();
            }
            if (random.nextBoolean()
                    && !simulation.steps(random.nextInt(300)).state().isTerminal()) {
                simulation.stop().run();
                simulation = simulation.next(pipeline(rows, rules)).snapshots(Duration.ofMillis(3));
            }
            simulation.run();
            List<Object> missing = new ArrayList<>(naive(rows, rules));
            List<Object> surplus = new ArrayList<>(simulation.output("out"));
            simulation.output("out").forEach(missing::remove);
            naive(rows, rules).forEach(surplus::remove);
            assertThat(missing).as("missing, with a surplus of %s", surplus).isEmpty();
            assertThat(surplus).isEmpty();
            assertThat(simulation.output("late")).isEmpty();
            assertThat(lateRules(simulation)).isZero();
        });
    }

    /** What an event has seen of the rules. */
    record Seen(long time, List<Integer> rules) {}

    private static final class Watching extends RulesProcess<Integer, Row, Rule, Seen> {

        private final MapState<Integer, Integer> order = shared("order", Integer.class, Integer.class);

        @Override
        protected void process(Row row, KeyedContext<Integer> context, Emitter<Seen> out) {
            List<Integer> seen = new ArrayList<>();
            order.forEach((number, id) -> seen.add(id));
            out.emit(new Seen(row.time(), seen));
        }

        @Override
        protected void rule(Rule rule, RuleContext context) {
            order.put(order.size(), rule.id());
        }
    }

    private static Pipeline slow(SplittableRandom random) {
        int count = 10 + random.nextInt(60);
        int rules = 2 + random.nextInt(12);
        int ahead = random.nextInt(120) - 60;
        Pipeline pipeline = Pipeline.create("slow");
        EventStream<Row> rows = null;
        for (int source = 0; source < 2; source++) {
            int of = source;
            EventStream<Row> some = pipeline.source(
                            "rows " + source,
                            Sources.generate(index -> new Row((int) index % 7, of, index * 3 + index * 7 % 5))
                                    .count(count)
                                    .rate(source == 0 ? 700 : 300))
                    .typed(Row.class)
                    .timestamps(
                            Timestamps.millis(Row::time),
                            Watermarks.boundedOutOfOrderness(Duration.ofMillis(5))
                                    .idleAfter(Duration.ofMillis(1 + random.nextInt(4))));
            rows = rows == null ? some : rows.merge(some);
        }
        EventStream<Rule> timed = pipeline.source(
                        "rules",
                        Sources.generate(index -> new Rule((int) index, 0, index * 9 + ahead + index * 13 % 17))
                                .count(rules)
                                .rate(100))
                .typed(Rule.class)
                .timestamps(Timestamps.millis(Rule::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(20)))
                .typed(Rule.class);
        rows.typed(Row.class)
                .keyBy(Row::key)
                .connect(timed.broadcast())
                .inEventTimeOrder(Duration.ofMillis(1 + random.nextInt(6)))
                .process("deciding", Watching::new)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldHaveEachRuleHoldFromOneTimeInAllTasksThoughRulesAreSilentAndLate() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long drawn = random.nextLong();
            Simulation simulation =
                    Simulation.of(slow(new SplittableRandom(drawn))).seed(seed).snapshots(Duration.ofMillis(7));
            for (int crash = random.nextInt(4); crash > 0; crash--) {
                simulation.steps(random.nextInt(300)).crashAndRestore();
            }
            if (random.nextBoolean()
                    && !simulation
                            .advance(Duration.ofMillis(random.nextInt(100)))
                            .state()
                            .isTerminal()) {
                simulation.stop().run();
                simulation = simulation.next(slow(new SplittableRandom(drawn))).snapshots(Duration.ofMillis(7));
            }
            List<Seen> told = new ArrayList<>(simulation.run().output("out").stream()
                    .map(Seen.class::cast)
                    .toList());
            told.sort(Comparator.comparingLong(Seen::time));
            List<Integer> before = List.of();
            long time = Long.MIN_VALUE;
            for (Seen seen : told) {
                assertThat(seen.rules())
                        .as("at %s after %s", seen.time(), time)
                        .hasSizeGreaterThanOrEqualTo(before.size());
                assertThat(seen.rules().subList(0, before.size())).isEqualTo(before);
                if (seen.time() == time) {
                    assertThat(seen.rules()).as("at %s", time).isEqualTo(before);
                }
                before = seen.rules();
                time = seen.time();
            }
        });
    }

    private final PushSource<Row> rows = Sources.push(100);
    private final PushSource<Rule> rules = Sources.push(100);

    private Simulation live(int tasks, Snapshots snapshots) {
        Pipeline pipeline = Pipeline.create("live");
        EventStream<Rule> timed = pipeline.source("rules", rules)
                .typed(Rule.class)
                .timestamps(Timestamps.millis(Rule::time), Watermarks.ascending())
                .typed(Rule.class);
        pipeline.source("rows", rows)
                .typed(Row.class)
                .timestamps(Timestamps.millis(Row::time), Watermarks.ascending())
                .typed(Row.class)
                .keyBy(Row::key)
                .connect(timed.broadcast())
                .inEventTimeOrder()
                .process("deciding", Watching::new)
                .to("out", Sinks.discard());
        Simulation simulation = Simulation.of(pipeline).parallelism(tasks).steadyClock();
        return snapshots == null ? simulation : simulation.snapshots(snapshots);
    }

    private void row(long time) {
        for (int key = 0; key < 8; key++) {
            rows.tryEmit(new Row(key, 1, time));
        }
    }

    private static Seen[] eight(long time, Integer... rules) {
        Seen[] seen = new Seen[8];
        Arrays.fill(seen, new Seen(time, List.of(rules)));
        return seen;
    }

    @Test
    void shouldNotWaitForRulesThatAreSilentForLongerThanItWasTold() {
        Simulation simulation = live(3, null).settle();
        row(10);
        row(20);
        simulation.settle();
        assertThat(simulation.output("out")).isEmpty();
        simulation.advance(Duration.ofSeconds(1)).settle();
        assertThat(simulation.output("out")).containsExactly((Object[]) eight(10));
        row(30);
        simulation.settle();
        assertThat(simulation.output("out")).hasSize(16);
        rules.tryEmit(new Rule(1, 1, 35));
        simulation.settle();
        row(35);
        row(40);
        simulation.settle();
        assertThat(simulation.output("out")).as("time of rules is 34").hasSize(24);
        simulation.advance(Duration.ofSeconds(1)).settle();
        assertThat(simulation.output("out").subList(24, 32)).containsExactly((Object[]) eight(35, 1));
        simulation.cancel();
    }

    @Test
    void shouldHaveALateRuleHoldFromTheWatermarkOnAndCountItOnce() {
        Simulation simulation = live(3, null).settle();
        simulation.advance(Duration.ofSeconds(2));
        row(10);
        row(20);
        simulation.settle();
        rules.tryEmit(new Rule(1, 1, 5));
        simulation.settle();
        row(30);
        simulation.settle();
        assertThat(simulation.output("out")).hasSize(8);
        simulation.advance(Duration.ofSeconds(2)).settle();
        row(40);
        simulation.settle();
        assertThat(simulation.output("out").subList(8, 16)).containsExactly((Object[]) eight(20, 1));
        assertThat(lateRules(simulation)).isEqualTo(1);
        simulation.cancel();
    }

    @Test
    void shouldDecideAllEventsWhenTheyHaveEndedAndTheRulesAreSilent() {
        Simulation simulation = live(2, null).settle();
        rules.tryEmit(new Rule(1, 1, 5));
        row(10);
        row(20);
        rows.complete();
        simulation.settle();
        simulation.advance(Duration.ofSeconds(1)).settle();
        assertThat(simulation.output("out")).hasSize(16).contains((Object[]) eight(20, 1));
        simulation.cancel();
    }

    @Test
    void shouldRefuseSnapshotsOfWhichBarriersAreNotAligned() {
        assertThatThrownBy(() -> live(
                                2,
                                Snapshots.in(new SimulatedDisk(), Path.of("/s")).atLeastOnce())
                        .settle())
                .rootCause()
                .hasMessageContainingAll("operator 'deciding'", ".atLeastOnce()", ".inEventTimeOrder()");
    }

    @Test
    void shouldRefuseRulesWithoutTimesAndEventsWithoutKeys() {
        Pipeline pipeline = Pipeline.create("refused");
        EventStream<Row> timed = pipeline.source("rows", Sources.of(new Row(1, 1, 1)))
                .timestamps(Timestamps.millis(Row::time), Watermarks.ascending());
        BroadcastStream<Rule> untimed =
                pipeline.source("rules", Sources.of(new Rule(1, 1, 1))).broadcast();
        assertThatThrownBy(() -> timed.connect(untimed).inEventTimeOrder())
                .hasMessageContaining(".keyBy(...) before .connect(...)");
        assertThatThrownBy(() -> timed.keyBy(Row::key).connect(untimed).inEventTimeOrder(Duration.ZERO))
                .hasMessageContainingAll("inEventTimeOrder(PT0S)", "at least a millisecond");
        timed.keyBy(Row::key)
                .connect(untimed)
                .inEventTimeOrder()
                .process("deciding", Deciding::new)
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline)).hasMessageContainingAll("'rules'", "without timestamps");
    }
}
