package io.millrace.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.state.Ttl;
import io.millrace.state.serde.Type;
import io.millrace.table.TableProgram.Change;
import io.millrace.table.TableProgram.Row;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Queries over tables whose rows end: whatever comes, and whatever time brings, they are what a loop gives over the rows that live. */
class TableTtlModelTest {

    private static final int SEEDS = 30;
    private static final int MOST_CHANGES = 20;

    /** When rows end. */
    private enum Domain {
        EVENT_TIME,
        PROCESSING_TIME,
        NEVER
    }

    /** A row, and when it was last said so. */
    private record Living(Row row, long use) {}

    /** A table by a loop over all that lives. */
    private static final class Model {

        private final String name;
        private final Deque<Change> coming;
        private final Domain domain;
        private final long millis;
        private final Map<String, Living> rows = new HashMap<>();
        private int ended;

        private Model(String name, SplittableRandom random) {
            this.name = name;
            coming = new ArrayDeque<>(TableProgram.changes(name, random, MOST_CHANGES));
            domain = List.of(Domain.values()).get(random.nextInt(3));
            millis = 1L + random.nextInt(20);
        }

        private Table<String, Row> table(Pipeline pipeline, PushSource<Change> source) {
            var changes = pipeline.source("changes of " + name, source)
                    .timestamps(Timestamps.millis(Change::time), Watermarks.ascending())
                    .keyBy(Change::key, String.class);
            return switch (domain) {
                case EVENT_TIME -> changes.join(upserts(Ttl.eventTime(Duration.ofMillis(millis))));
                case PROCESSING_TIME -> changes.join(upserts(Ttl.processingTime(Duration.ofMillis(millis))));
                case NEVER -> changes.join(Tables.upserts(name, Change::row, Row.class));
            };
        }

        private KeyedExtension<String, Change, Table<String, Row>> upserts(Ttl ttl) {
            return Tables.upserts(name, Change::row, Type.of(Row.class), ttl);
        }

        private Change next(long now) {
            Change change = coming.remove();
            rows.remove(change.key());
            if (change.row() != null) {
                rows.put(change.key(), new Living(change.row(), domain == Domain.EVENT_TIME ? change.time() : now));
            }
            pass(Domain.EVENT_TIME, change.time() - 1);
            return change;
        }

        private void pass(Domain passing, long time) {
            if (passing == domain) {
                int before = rows.size();
                rows.values().removeIf(living -> living.use + millis <= time);
                ended += before - rows.size();
            }
        }

        private Map<String, Row> rows() {
            Map<String, Row> all = new TreeMap<>();
            rows.forEach((key, living) -> all.put(key, living.row));
            return all;
        }

        @Override
        public String toString() {
            return name + ", for " + millis + " of " + domain;
        }
    }

    /** A job that is killed and goes on now and then, beside its model. */
    private static final class Run {

        private final SplittableRandom random;
        private final TableProgram program;
        private final List<Model> models;
        private List<PushSource<Change>> sources;
        private Simulation simulation;
        private int restarts;

        private Run(long seed) {
            random = new SplittableRandom(seed);
            program = new TableProgram(random);
            models = List.of(new Model("first", random), new Model("second", random));
            simulation = begun(Simulation.of(pipeline()).seed(seed));
        }

        private Pipeline pipeline() {
            sources = List.of(Sources.push(4), Sources.push(4));
            Pipeline pipeline = Pipeline.create("tables");
            Table<String, Row> first = models.get(0).table(pipeline, sources.get(0));
            Table<String, Row> second = models.get(1).table(pipeline, sources.get(1));
            second.changes().to("second rows", Sinks.discard());
            program.build(first, second).changes().to("out", Sinks.discard());
            return pipeline;
        }

        private Simulation begun(Simulation fresh) {
            return fresh.parallelism(1 + random.nextInt(5))
                    .steadyClock()
                    .snapshots(Duration.ofDays(1))
                    .settle();
        }

        private void toTheEnd() {
            while (models.stream().anyMatch(model -> !model.coming.isEmpty())) {
                step();
                simulation.snapshot(null);
                check("step");
            }
            simulation.drain().run();
            check("end");
        }

        private void step() {
            int what = random.nextInt(8);
            if (what == 0) {
                simulation.disk().kill();
                simulation = begun(simulation.next(pipeline()));
                restarts++;
            } else if (what <= 2) {
                simulation.advance(Duration.ofMillis(random.nextInt(12)));
            } else {
                int side = models.get(what % 2).coming.isEmpty() ? 1 - what % 2 : what % 2;
                sources.get(side).emit(models.get(side).next(now()));
                simulation.settle();
            }
            models.forEach(model -> model.pass(Domain.PROCESSING_TIME, now()));
        }

        private boolean hasEnds(Domain domain) {
            return models.stream().anyMatch(model -> model.domain == domain && model.ended > 0);
        }

        private long now() {
            return simulation.clock().millis();
        }

        private void check(String when) {
            assertThat(TablesModelTest.replayed(simulation.output("out")))
                    .as("%s over %s at %s, at its %s", program, models, now(), when)
                    .isEqualTo(
                            program.expected(models.get(0).rows(), models.get(1).rows()));
        }
    }

    @Test
    void shouldBeWhatALoopGivesOverTheRowsThatLiveAtEveryStep() {
        List<Run> runs = new ArrayList<>();
        Seeds.check(SEEDS, seed -> {
            Run run = new Run(seed);
            run.toTheEnd();
            runs.add(run);
        });
        if (runs.size() >= SEEDS) {
            assertThat(runs).as("restarts").anyMatch(run -> run.restarts > 0);
            for (Domain domain : List.of(Domain.EVENT_TIME, Domain.PROCESSING_TIME)) {
                assertThat(runs).as("ends in %s", domain).anyMatch(run -> run.hasEnds(domain));
            }
        }
    }
}
