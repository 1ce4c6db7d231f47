package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Aggregate;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.table.TableProgram.Change;
import io.millrace.table.TableProgram.Row;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes once an interval: drawn at random, they are what the first and the last of each interval give. */
class ChangesEveryModelTest {

    private static final int SEEDS = 100;

    /** What is told once an interval. */
    private enum Told {
        /** What becomes of each row. */
        ROWS {
            @Override
            TableChanges<String, Row> of(Table<String, Row> table, Duration interval) {
                return table.changes().every(interval);
            }

            @Override
            Map<String, Row> of(Map<String, Row> rows) {
                return Map.copyOf(rows);
            }
        },

        /** The greatest number of each group, whose rows are kept. */
        GREATEST {
            @Override
            TableChanges<String, Row> of(Table<String, Row> table, Duration interval) {
                return aggregated(table, interval, Aggregates.maxLong(Row::number));
            }

            @Override
            Map<String, Row> of(Map<String, Row> rows) {
                return aggregated(rows, Math::max);
            }
        },

        /** The sum of each group, of which an accumulator is kept. */
        SUMS {
            @Override
            TableChanges<String, Row> of(Table<String, Row> table, Duration interval) {
                return aggregated(table, interval, Aggregates.sumLong(Row::number));
            }

            @Override
            Map<String, Row> of(Map<String, Row> rows) {
                return aggregated(rows, Long::sum);
            }
        };

        abstract TableChanges<String, Row> of(Table<String, Row> table, Duration interval);

        /** By a loop. */
        abstract Map<String, Row> of(Map<String, Row> rows);

        private static TableChanges<String, Row> aggregated(
                Table<String, Row> table, Duration interval, Aggregate<? super Row, ?, Long> aggregate) {
            return table.groupBy(Row::group, String.class)
                    .every(interval)
                    .aggregate("groups", aggregate)
                    .map(Told::row)
                    .typed(Row.class)
                    .changes();
        }

        private static Map<String, Row> aggregated(Map<String, Row> rows, BinaryOperator<Long> function) {
            Map<String, Long> results = new HashMap<>();
            rows.values().forEach(row -> results.merge(row.group(), row.number(), function));
            Map<String, Row> told = new HashMap<>();
            results.forEach((group, result) -> told.put(group, row(result)));
            return told;
        }

        private static Row row(long number) {
            return new Row("result", "none", number);
        }
    }

    private static Pipeline pipeline(Told what, List<Change> changes, long interval, long disorder) {
        Pipeline pipeline = Pipeline.create("every");
        Table<String, Row> table = pipeline.source("changes", Sources.collection(changes))
                .timestamps(
                        Timestamps.millis(Change::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(disorder)))
                .keyBy(Change::key)
                .join(Tables.upserts("rows", Change::row, Row.class));
        what.of(table, Duration.ofMillis(interval))
                .transform(OperatorSpec.<TableChange<String, Row>, TableChange<String, Row>>stateless(
                        "punctual", Punctual::new))
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static Simulation begun(Simulation simulation, int tasks, SplittableRandom random) {
        return simulation.parallelism(1 + random.nextInt(tasks)).snapshots(Duration.ofMillis(1 + random.nextInt(10)));
    }

    private static List<Object> run(Pipelines pipelines, int tasks, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation simulation = begun(Simulation.of(pipelines.make()).seed(seed), tasks, random);
        for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
            simulation.steps(random.nextInt(100));
            if (random.nextBoolean()) {
                simulation.disk().kill();
                simulation = begun(simulation.next(pipelines.make()), tasks, random);
            } else {
                simulation.crashAndRestore();
            }
        }
        return simulation.run().output("out");
    }

    /** Makes the same pipeline each time. */
    private interface Pipelines {
        Pipeline make();
    }

    /** By the intervals of each key: what it was before and is after. */
    private static List<Object> expected(Told what, List<Change> changes, long interval) {
        Map<String, Row> rows = new HashMap<>();
        Map<List<Object>, Row[]> spans = new LinkedHashMap<>();
        for (Change change : changes) {
            Map<String, Row> before = what.of(rows);
            if (change.row() == null) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.row());
            }
            Map<String, Row> after = what.of(rows);
            Set<String> keys = new TreeSet<>(before.keySet());
            keys.addAll(after.keySet());
            for (String key : keys) {
                if (!Objects.equals(before.get(key), after.get(key))) {
                    spans.computeIfAbsent(List.of(key, change.time() / interval), span ->
                                    new Row[] {before.get(key), null})[1] =
                            after.get(key);
                }
            }
        }
        List<Object> told = new ArrayList<>();
        spans.forEach((span, both) -> {
            if (!Objects.equals(both[0], both[1])) {
                told.add(new TableChange<>((String) span.get(0), both[0], both[1]));
            }
        });
        return told;
    }

    /** Changes of several rows come to their group in order from one task alone. */
    private static int mostTasks(Told what) {
        return what == Told.ROWS ? 5 : 1;
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTheFirstAndTheLastOfEachIntervalInOne(Told what) {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Change> changes = TableProgram.changes("t", random, 60);
            long interval = 1L + random.nextInt(20);
            long disorder = random.nextInt(10);
            List<Object> told = run(() -> pipeline(what, changes, interval, disorder), mostTasks(what), seed);
            TablesModelTest.replayed(told);
            assertThat(told).containsExactlyInAnyOrderElementsOf(expected(what, changes, interval));
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnFromEachOtherAndLoseNothingWhereTimesAreOutOfOrderAndLate(Told what) {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Change> changes = TableProgram.changes("t", random, 60).stream()
                    .map(change ->
                            new Change(change.table(), change.key(), change.row(), change.time() - random.nextInt(30)))
                    .toList();
            long interval = 1L + random.nextInt(20);
            List<Object> told = run(() -> pipeline(what, changes, interval, 10), 5, seed);
            assertThat(TablesModelTest.replayed(told)).isEqualTo(what.of(TableProgram.after(changes)));
        });
    }
}
