package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.table.TableProgram.Change;
import io.millrace.table.TableProgram.Row;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Changes once an interval: drawn at random, they are what the first and the last of each interval give. */
class ChangesEveryModelTest {

    private static final int SEEDS = 150;

    private static Pipeline pipeline(List<Change> changes, long interval, long disorder) {
        Pipeline pipeline = Pipeline.create("every");
        pipeline.source("changes", Sources.collection(changes))
                .timestamps(
                        Timestamps.millis(Change::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(disorder)))
                .keyBy(Change::key)
                .join(Tables.upserts("rows", Change::row, Row.class))
                .changes()
                .every(Duration.ofMillis(interval))
                .transform(OperatorSpec.<TableChange<String, Row>, TableChange<String, Row>>stateless(
                        "punctual", Punctual::new))
                .to("out", Sinks.discard());
        return pipeline;
    }

    private static Simulation begun(Simulation simulation, SplittableRandom random) {
        return simulation.parallelism(1 + random.nextInt(5)).snapshots(Duration.ofMillis(1 + random.nextInt(10)));
    }

    private static List<Object> run(List<Change> changes, long interval, long disorder, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation simulation =
                begun(Simulation.of(pipeline(changes, interval, disorder)).seed(seed), random);
        for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
            simulation.steps(random.nextInt(100));
            if (random.nextBoolean()) {
                simulation.disk().kill();
                simulation = begun(simulation.next(pipeline(changes, interval, disorder)), random);
            } else {
                simulation.crashAndRestore();
            }
        }
        return simulation.run().output("out");
    }

    /** By the intervals of each key: what it was before and is after. */
    private static List<Object> expected(List<Change> changes, long interval) {
        Map<String, Row> rows = new HashMap<>();
        Map<List<Object>, Row[]> spans = new LinkedHashMap<>();
        for (Change change : changes) {
            Row before = rows.put(change.key(), change.row());
            if (!Objects.equals(before, change.row())) {
                spans.computeIfAbsent(List.of(change.key(), change.time() / interval), span ->
                                new Row[] {before, null})[1] =
                        change.row();
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

    @Test
    void shouldTellTheFirstAndTheLastOfEachIntervalInOne() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Change> changes = TableProgram.changes("t", random, 60);
            long interval = 1L + random.nextInt(20);
            List<Object> told = run(changes, interval, random.nextInt(10), seed);
            TablesModelTest.replayed(told);
            assertThat(told).containsExactlyInAnyOrderElementsOf(expected(changes, interval));
        });
    }

    @Test
    void shouldGoOnFromEachOtherAndLoseNothingWhereTimesAreOutOfOrderAndLate() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Change> changes = TableProgram.changes("t", random, 60).stream()
                    .map(change ->
                            new Change(change.table(), change.key(), change.row(), change.time() - random.nextInt(30)))
                    .toList();
            List<Object> told = run(changes, 1 + random.nextInt(20), 10, seed);
            assertThat(TablesModelTest.replayed(told)).isEqualTo(TableProgram.after(changes));
        });
    }
}
