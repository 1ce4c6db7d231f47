package io.millrace.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.join.NaiveJoin.Left;
import io.millrace.join.NaiveJoin.Right;
import io.millrace.join.NaiveJoin.Shape;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.state.serde.Type;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.EventTime;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowedResults;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random jobs with a join, simulated: with any number of tasks, killed and gone on with by another number, they tell each
 * result of a look at all rows once, and a window behind finds none of them late.
 */
class JoinSimulationTest {

    private static final int SEEDS = 60;

    @Test
    @Timeout(value = 12, unit = TimeUnit.HOURS) // for as many seeds as are asked for
    void shouldTellEachResultOnceAndNoneLateWhateverHappens() {
        Seeds.check(SEEDS, seed -> new Job(seed).run());
    }

    private static final class Job {
        private final long seed;
        private final Random random;
        private final long span;
        private final Shape shape;
        private final List<Left> lefts;
        private final List<Right> rights;

        /** How much later than others a row may be in a source. */
        private final long disorder;

        Job(long seed) {
            this.seed = seed;
            random = new Random(seed);
            span = random.nextBoolean() ? 40 : 4_000;
            shape = Shape.random(random, span);
            disorder = random.nextInt((int) span);
            int keys = 1 + random.nextInt(8);
            int count = random.nextInt(150);
            lefts = shuffled(Stream.generate(() -> left(keys)).limit(count).toList(), Left::time);
            rights = shuffled(Stream.generate(() -> right(keys)).limit(count).toList(), Right::time);
        }

        private Left left(int keys) {
            long time = random.nextInt((int) span * 5);
            return new Left(random.nextInt(keys), random.nextInt(), time, time + random.nextInt((int) span));
        }

        private Right right(int keys) {
            return new Right(random.nextInt(keys), random.nextInt(), random.nextInt((int) span * 5));
        }

        private <T> List<T> shuffled(List<T> rows, ToLongFunction<T> time) {
            record Coming<T>(T row, long when) {}
            return rows.stream()
                    .map(row -> new Coming<>(row, time.applyAsLong(row) + random.nextInt((int) disorder + 1)))
                    .sorted(Comparator.comparingLong(Coming::when))
                    .map(Coming::row)
                    .toList();
        }

        private Pipeline pipeline() {
            Pipeline pipeline = Pipeline.create("join");
            Watermarks<Object> watermarks = Watermarks.boundedOutOfOrderness(Duration.ofMillis(disorder));
            EventStream<Left> left = pipeline.source("left", Sources.collection(lefts))
                    .typed(Left.class)
                    .timestamps(Timestamps.millis(Left::time), watermarks);
            EventStream<Right> right = pipeline.source("right", Sources.collection(rights))
                    .typed(Right.class)
                    .timestamps(Timestamps.millis(Right::time), watermarks);
            Joined<Left, Right, String> joined =
                    shape.join(new Join<>(left.keyBy(Left::key), right.keyBy(Right::key), shape.bounds(), 0));
            joined.to("results", Sinks.discard());
            joined.lateLeft().to("late left", Sinks.discard());
            joined.lateRight().to("late right", Sinks.discard());
            WindowedResults<Integer, String, Long> windows = joined.typed(Type.of(String.class))
                    .keyBy(text -> text.length(), Integer.class)
                    .window(Windows.tumbling(Duration.ofMillis(1 + span / 10)))
                    .aggregate("windows", Aggregates.count());
            windows.to("counts", Sinks.discard());
            windows.late().to("late behind", Sinks.discard());
            return pipeline;
        }

        void run() {
            Simulation run = Simulation.of(pipeline())
                    .seed(seed)
                    .parallelism(1 + random.nextInt(5))
                    .snapshots(Duration.ofMillis(5));
            for (int crash = random.nextInt(3); crash > 0; crash--) {
                run.steps(random.nextInt(300)).crashAndRestore();
            }
            if (random.nextBoolean()) {
                run.steps(random.nextInt(300)).stop().run();
                run = run.next(pipeline()).parallelism(1 + random.nextInt(5)).snapshots(Duration.ofMillis(5));
            }
            for (int crash = random.nextInt(3); crash > 0; crash--) {
                run.steps(random.nextInt(300)).crashAndRestore();
            }
            check(run.run());
        }

        private void check(Simulation run) {
            NaiveJoin model = new NaiveJoin(shape);
            model.lefts.addAll(lefts);
            model.rights.addAll(rights);
            lefts.forEach(left -> model.times.put(left.key(), EventTime.MAX));
            rights.forEach(right -> model.times.put(right.key(), EventTime.MAX));
            List<String> expected = new ArrayList<>();
            model.results().forEach((text, count) -> {
                String value = text.substring(0, text.indexOf('@'));
                for (int i = 0; i < count; i++) {
                    expected.add(value);
                }
            });
            assertThat(run.output("results"))
                    .as(shape.toString())
                    .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(expected));
            assertThat(run.output("late left")).isEmpty();
            assertThat(run.output("late right")).isEmpty();
            assertThat(run.output("late behind")).as("late behind %s", shape).isEmpty();
            assertThat(run.output("counts").isEmpty()).isEqualTo(expected.isEmpty());
        }
    }
}
