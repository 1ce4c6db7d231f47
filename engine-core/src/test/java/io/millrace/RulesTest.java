package io.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.function.SupplierFn;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.Operators;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.operator.Timer;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorSnapshot;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Events that are processed by rules, which every task gets in one order. */
class RulesTest {

    private static final int SEEDS = 100;

    /** Puts a limit, or takes it away where it is negative. */
    record Rule(int id, int limit) {}

    record Row(int key, int number) {}

    /** What a task has seen of rules when a row comes. */
    record Seen(int row, int count, List<Rule> rules, Map<Integer, Integer> limits) {}

    /** Tells which rules there have been, and what has become of them. */
    private static final class Watching extends RulesProcess<Integer, Row, Rule, Seen> {

        private final MapState<Integer, Rule> order = shared("order", Integer.class, Rule.class);
        private final MapState<Integer, Integer> limits = shared("limits", Integer.class, Integer.class);
        private final ValueState<Integer> count = value("count", Integer.class);

        @Override
        protected void process(Row row, KeyedContext<Integer> context, Emitter<Seen> out) {
            assertThat(context.key()).isEqualTo(row.key());
            count.set(count.getOr(0) + 1);
            List<Rule> rules = new ArrayList<>();
            order.forEach((number, rule) -> rules.add(rule));
            Map<Integer, Integer> now = new LinkedHashMap<>();
            limits.entries().forEach(entry -> now.put(entry.getKey(), entry.getValue()));
            out.emit(new Seen(row.number(), count.get(), rules, now));
        }

        @Override
        protected void rule(Rule rule, RuleContext context) {
            order.put(order.size(), rule);
            if (rule.limit() < 0) {
                limits.remove(rule.id());
            } else {
                limits.put(rule.id(), rule.limit());
            }
        }
    }

    private static Map<Integer, Integer> limits(List<Rule> rules) {
        Map<Integer, Integer> limits = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (rule.limit() < 0) {
                limits.remove(rule.id());
            } else {
                limits.put(rule.id(), rule.limit());
            }
        }
        return limits;
    }

    private static Pipeline watched(List<Row> rows, List<List<Rule>> rules) {
        Pipeline pipeline = Pipeline.create("rules");
        EventStream<Rule> all = null;
        for (List<Rule> some : rules) {
            EventStream<Rule> more =
                    pipeline.source("rules-" + rules.indexOf(some) + "-" + (all == null), Sources.collection(some));
            all = all == null ? more : all.merge(more);
        }
        pipeline.source("rows", Sources.collection(rows))
                .keyBy(Row::key)
                .connect(all.rebalance().filter(rule -> true).broadcast())
                .process("watching", Watching::new)
                .to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldGiveAllTasksTheRulesInOneOrderWhateverFailsAndHoweverManyTheyAre() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Row> rows = new ArrayList<>();
            for (int number = random.nextInt(200); number > 0; number--) {
                rows.add(new Row(random.nextInt(9), number));
            }
            List<List<Rule>> rules = new ArrayList<>();
            for (int source = 0; source < 2; source++) {
                List<Rule> some = new ArrayList<>();
                for (int number = random.nextInt(30); number >= 0; number--) {
                    some.add(new Rule(random.nextInt(6), random.nextInt(8) - 2));
                }
                rules.add(some);
            }
            Pipeline pipeline = watched(rows, rules);
            Simulation simulation = Simulation.of(pipeline).seed(seed).snapshots(Duration.ofMillis(3));
            for (int crash = random.nextInt(4); crash > 0; crash--) {
                simulation.steps(random.nextInt(400)).crashAndRestore();
            }
            if (random.nextBoolean()
                    && !simulation.steps(random.nextInt(200)).state().isTerminal()) {
                simulation.stop().run();
                simulation = simulation.next(watched(rows, rules)).snapshots(Duration.ofMillis(3));
            }
            List<Seen> told = simulation.run().output("out").stream()
                    .map(Seen.class::cast)
                    .toList();
            assertThat(told)
                    .extracting(Seen::row)
                    .containsExactlyInAnyOrderElementsOf(
                            rows.stream().map(Row::number).toList());
            List<Rule> longest = told.stream()
                    .map(Seen::rules)
                    .max(Comparator.comparingInt(List::size))
                    .orElse(List.of());
            for (Seen seen : told) {
                assertThat(seen.rules())
                        .isEqualTo(longest.subList(0, seen.rules().size()));
                assertThat(List.copyOf(seen.limits().entrySet()))
                        .isEqualTo(List.copyOf(limits(seen.rules()).entrySet()));
            }
        });
    }

    @Test
    void shouldSwapTenThousandRulesInOneSnapshot() throws Exception {
        List<OperatorHarness<Object, Seen>> tasks = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            tasks.add(harness().parallel(subtask, 3).snapshots().open());
        }
        for (int round = 1; round <= 2; round++) {
            for (OperatorHarness<Object, Seen> task : tasks) {
                for (int id = 0; id < 10_000; id++) {
                    task.event(1, new Rule(id, round * id), EventTime.NONE);
                }
            }
        }
        List<OperatorSnapshot> parts = new ArrayList<>();
        for (OperatorHarness<Object, Seen> task : tasks) {
            parts.add(task.beginSnapshot().endSnapshot());
        }
        for (int parallelism = 1; parallelism <= 5; parallelism += 4) {
            for (int subtask = 0; subtask < parallelism; subtask++) {
                OperatorHarness<Object, Seen> restored =
                        harness().parallel(subtask, parallelism).snapshots().open(parts);
                int key = 0;
                while (restored.output().isEmpty()) {
                    restored.event(0, new Row(key++, 1), EventTime.NONE);
                }
                Map<Integer, Integer> limits = restored.output().get(0).value().limits();
                assertThat(limits).hasSize(10_000).containsEntry(9_999, 2 * 9_999);
                assertThat(List.copyOf(limits.keySet())).isSorted();
            }
        }
    }

    private static OperatorHarness<Object, Seen> harness() {
        return OperatorHarness.of(Operators.<Integer, Row, Rule, Seen>rules(Row::key, new Watching()))
                .keyedBy(0, (Row row) -> row.key());
    }

    private static long bytesOfManifests(int parallelism) throws IOException {
        List<Rule> rules = new ArrayList<>();
        for (int id = 0; id < 1_000; id++) {
            rules.add(new Rule(id, id));
        }
        Pipeline pipeline = watched(List.of(new Row(1, 1)), List.of(rules));
        Simulation simulation = Simulation.of(pipeline)
                .parallelism(parallelism)
                .snapshots(Duration.ofDays(1))
                .run();
        return largest(simulation);
    }

    private static long largest(Simulation simulation) throws IOException {
        long largest = 0;
        for (Path each : simulation.disk().list(Path.of("/snapshots"))) {
            if (each.getFileName().toString().matches("[0-9]+")) {
                largest = Math.max(largest, simulation.disk().size(each.resolve("MANIFEST")));
            }
        }
        return largest;
    }

    @Test
    void shouldWriteSharedStateOnceHoweverManyTasksThereAre() throws IOException {
        long one = bytesOfManifests(1);
        assertThat(one).isGreaterThan(8_000);
        assertThat(bytesOfManifests(8)).isBetween(one, one + one / 4);
    }

    /** Tells when the time of a row has come. */
    private static final class Waiting extends RulesProcess<Integer, Long, Rule, String> {

        private final MapState<Integer, Integer> limits = shared("limits", Integer.class, Integer.class);
        private final Timer due = eventTimer("due", this::tell);

        @Override
        protected void process(Long time, KeyedContext<Integer> context, Emitter<String> out) {
            due.set(context.timestamp());
        }

        private void tell(KeyedContext<Integer> context, Emitter<String> out) {
            out.emit(context.timestamp().toEpochMilli() + " under " + limits.size());
        }

        @Override
        protected void rule(Rule rule, RuleContext context) {
            limits.put(rule.id(), rule.limit());
        }
    }

    @Test
    void shouldHoldNothingUpForRulesThatAreSilentOrHaveEnded() {
        for (boolean timed : List.of(true, false)) {
            for (boolean ended : List.of(true, false)) {
                PushSource<Rule> pushed = Sources.push(10);
                Pipeline pipeline = Pipeline.create("silence");
                EventStream<Rule> rules = pipeline.source("rules", ended ? Sources.of(new Rule(1, 1)) : pushed);
                PushSource<Long> times = Sources.push(10);
                EventStream<Rule> told =
                        timed ? rules.timestamps(Timestamps.millis(Rule::limit), Watermarks.ascending()) : rules;
                pipeline.source("times", times)
                        .timestamps(Timestamps.millis(time -> time), Watermarks.ascending())
                        .keyBy(Long::intValue, Integer.class)
                        .connect(told.broadcast())
                        .process("waiting", Waiting::new)
                        .to("out", Sinks.discard());
                Simulation simulation = Simulation.of(pipeline).settle();
                Instant before = Instant.ofEpochMilli(simulation.clock().millis());
                times.tryEmit(10L);
                times.tryEmit(20L);
                simulation.settle();
                assertThat(simulation.output("out")).containsExactly("10 under " + (ended ? 1 : 0));
                assertThat(Instant.ofEpochMilli(simulation.clock().millis())).isEqualTo(before);
                simulation.cancel();
            }
        }
    }

    /** Does what it must not. */
    private static class Wrong extends RulesProcess<Integer, Row, Rule, String> {

        private final MapState<Integer, Integer> limits = shared("limits", Integer.class, Integer.class);
        private final ValueState<Integer> count = value("count", Integer.class);

        @Override
        protected void process(Row row, KeyedContext<Integer> context, Emitter<String> out) {
            switch (row.number()) {
                case 0 -> limits.put(1, 1);
                case 1 -> limits.remove(1);
                case 2 -> limits.clear();
                case 3 -> limits.entries().iterator().remove();
                default -> limits.get(null);
            }
        }

        @Override
        protected void rule(Rule rule, RuleContext context) {
            if (rule.id() == 0) {
                count.set(1);
            } else if (rule.id() == 1) {
                context.timestamp();
            } else {
                limits.put(1, null);
            }
        }
    }

    @Test
    void shouldRefuseToHaveSharedMapsChangedWhereNoRuleIsTakenIn() {
        for (int number = 0; number < 3; number++) {
            int row = number;
            assertThatThrownBy(() -> run(row, List.of(), Wrong::new))
                    .hasMessageContainingAll("rules", "key")
                    .rootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(
                            "shared map 'limits' of operator 'rules'", "rule(...) alone", "value(...)");
        }
        assertThatThrownBy(() -> run(3, List.of(), Wrong::new)).hasMessageContaining("rules");
        assertThatThrownBy(() -> run(4, List.of(), Wrong::new))
                .rootCause()
                .hasMessageContainingAll("a key of shared map 'limits' must not be null");
    }

    @Test
    void shouldTellTheRuleThatFails() {
        for (int id = 0; id < 3; id++) {
            Rule rule = new Rule(id, 7);
            assertThatThrownBy(() -> run(0, List.of(rule), () -> new Wrong() {
                        @Override
                        protected void process(Row row, KeyedContext<Integer> context, Emitter<String> out) {}
                    }))
                    .hasMessageContainingAll("'rules'", rule.toString());
        }
    }

    private static void run(int number, List<Rule> rules, SupplierFn<RulesProcess<Integer, Row, Rule, String>> f) {
        Pipeline pipeline = Pipeline.create("wrong");
        pipeline.source("rows", Sources.of(new Row(1, number)))
                .keyBy(Row::key)
                .connect(pipeline.source("rule source", Sources.collection(rules))
                        .broadcast())
                .process("rules", f)
                .to("out", Sinks.discard());
        Simulation.of(pipeline).run();
    }

    /** Of events without keys. */
    private static final class Keyless extends RulesProcess<Void, Row, Rule, String> {

        private final MapState<Integer, Integer> limits = shared("limits", Integer.class, Integer.class);

        @Override
        protected void process(Row row, KeyedContext<Void> context, Emitter<String> out) {
            assertThat(context.key()).isNull();
            out.emit(row.number() + " of " + context.parallelism());
        }

        @Override
        protected void rule(Rule rule, RuleContext context) {
            limits.put(rule.id(), rule.limit());
        }
    }

    @Test
    void shouldProcessEventsWithoutKeysByRules() {
        Seeds.check(20, seed -> {
            Pipeline pipeline = Pipeline.create("keyless");
            pipeline.source("rows", Sources.of(new Row(1, 1), new Row(1, 2)))
                    .connect(
                            pipeline.source("rules", Sources.of(new Rule(1, 1))).broadcast())
                    .process("watching", Keyless::new)
                    .parallelism(3)
                    .to("out", Sinks.discard());
            Simulation simulation = Simulation.of(pipeline).seed(seed).snapshots(Duration.ofMillis(2));
            simulation.steps((int) seed * 7).crashAndRestore();
            assertThat(simulation.run().output("out")).containsExactlyInAnyOrder("1 of 3", "2 of 3");
        });
    }

    @Test
    void shouldRefuseStateByKeyWhereThereAreNoKeys() {
        Pipeline pipeline = Pipeline.create("keyless");
        pipeline.source("rows", Sources.of(new Row(1, 1)))
                .connect(pipeline.source("rules", Sources.of(new Rule(1, 1))).broadcast())
                .process("watching", () -> new RulesProcess<Object, Row, Rule, String>() {
                    private final ValueState<Integer> count = value("count", Integer.class);

                    @Override
                    protected void process(Row row, KeyedContext<Object> context, Emitter<String> out) {
                        count.set(1);
                    }

                    @Override
                    protected void rule(Rule rule, RuleContext context) {}
                })
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> Simulation.of(pipeline).run())
                .rootCause()
                .hasMessageContainingAll("operator 'watching'", "no keys", ".keyBy(...) before .connect(...)");
    }

    @Test
    void shouldShowInTheGraphThatRulesAreForControlAndComeInOneOrder() {
        Pipeline pipeline = watched(List.of(), List.of(List.of()));
        assertThat(pipeline.graph().text())
                .contains(
                        "one order",
                        "process with rules 'watching'",
                        "(by key java.lang.Integer)",
                        "broadcast, control");
    }
}
