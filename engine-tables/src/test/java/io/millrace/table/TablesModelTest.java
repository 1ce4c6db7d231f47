package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.OperatorSpec;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Queries over tables, drawn at random: whatever comes in whatever order, they are what a loop over all rows gives. */
class TablesModelTest {

    private static final int SEEDS = 150;

    /** The rows that changes lead to, each of which goes on from the one before of its key. */
    static Map<String, Row> replayed(List<Object> changes) {
        Map<String, Row> rows = new HashMap<>();
        for (Object each : changes) {
            TableChange<?, ?> change = (TableChange<?, ?>) each;
            String key = (String) change.key();
            assertThat(change.before()).as("before, of %s", change).isEqualTo(rows.get(key));
            assertThat(change.after()).as("after, of %s", change).isNotEqualTo(change.before());
            if (change.after() == null) {
                rows.remove(key);
            } else {
                rows.put(key, (Row) change.after());
            }
        }
        return rows;
    }

    private static Table<String, Row> table(EventStream<Change> changes, String name) {
        return changes.filter(Objects::nonNull).keyBy(Change::key).join(Tables.upserts(name, Change::row, Row.class));
    }

    private static EventStream<Change> timed(EventStream<Change> changes) {
        return changes.timestamps(Timestamps.millis(Change::time), Watermarks.ascending());
    }

    private static Pipeline pipeline(TableProgram program, EventStream<Change>[] sources, Pipeline pipeline) {
        Table<String, Row> second = table(sources[1], "second");
        second.changes().to("second rows", Sinks.discard());
        program.build(table(sources[0], "first"), second)
                .changes()
                .transform(OperatorSpec.<TableChange<String, Row>, TableChange<String, Row>>stateless(
                        "punctual", Punctual::new))
                .to("out", Sinks.discard());
        return pipeline;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of streams
    private static Pipeline pipeline(TableProgram program, List<Change> first, List<Change> second) {
        Pipeline pipeline = Pipeline.create("tables");
        EventStream[] sources = {
            timed(pipeline.source("a", Sources.collection(first))),
            timed(pipeline.source("b", Sources.collection(second)))
        };
        return pipeline(program, sources, pipeline);
    }

    private static Simulation begun(Simulation simulation, SplittableRandom random) {
        return simulation.parallelism(1 + random.nextInt(5)).snapshots(Duration.ofMillis(1 + random.nextInt(10)));
    }

    @Test
    void shouldEndAsALoopOverAllRowsDoesWhateverFailsMeanwhile() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            TableProgram program = new TableProgram(random);
            List<Change> first = TableProgram.changes("a", random, 60);
            List<Change> second = TableProgram.changes("b", random, 60);
            Simulation simulation =
                    begun(Simulation.of(pipeline(program, first, second)).seed(seed), random);
            for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
                simulation.steps(random.nextInt(200));
                if (random.nextBoolean()) {
                    simulation.disk().kill();
                    simulation = begun(simulation.next(pipeline(program, first, second)), random);
                } else {
                    simulation.crashAndRestore();
                }
            }
            simulation.run();
            assertThat(replayed(simulation.output("out")))
                    .as("%s over %s and %s", program, first, second)
                    .isEqualTo(program.expected(TableProgram.after(first), TableProgram.after(second)));
        });
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of streams
    void shouldBeWhatALoopOverAllRowsGivesAtEveryStep() {
        Seeds.check(SEEDS / 3, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            TableProgram program = new TableProgram(random);
            List<List<Change>> parts =
                    List.of(TableProgram.changes("a", random, 25), TableProgram.changes("b", random, 25));
            List<PushSource<Change>> sources = List.of(Sources.push(10), Sources.push(10));
            Pipeline pipeline = Pipeline.create("tables");
            EventStream[] streams = {pipeline.source("a", sources.get(0)), pipeline.source("b", sources.get(1))};
            Table<String, Row> second = table(streams[1], "second");
            second.changes().to("second rows", Sinks.discard());
            program.build(table(streams[0], "first"), second).changes().to("out", Sinks.discard());
            Simulation simulation = Simulation.of(pipeline)
                    .seed(seed)
                    .parallelism(1 + random.nextInt(5))
                    .settle();
            int[] come = new int[2];
            while (come[0] < parts.get(0).size() || come[1] < parts.get(1).size()) {
                int side = random.nextInt(2);
                if (come[side] == parts.get(side).size()) {
                    continue;
                }
                sources.get(side).emit(parts.get(side).get(come[side]++));
                simulation.settle();
                List<List<Change>> now = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    now.add(parts.get(i).subList(0, come[i]));
                }
                assertThat(replayed(simulation.output("out")))
                        .as("%s over %s", program, now)
                        .isEqualTo(program.expected(TableProgram.after(now.get(0)), TableProgram.after(now.get(1))));
            }
        });
    }
}
