package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What one program takes embedded, on a JobManager and two TaskManagers, and there as one would write it for Flink: counts of users in five minutes each, which have to be the
 * same. Only with {@code -Dmillrace.flink.events=20000000}. Tells what it took from when it was submitted, and of the processors, twice each: cold and warm.
 */
@EnabledIfSystemProperty(named = ClusterCostTest.EVENTS, matches = "\\d+")
class ClusterCostTest {

    static final String EVENTS = "millrace.flink.events";

    private static final long COUNT = Long.getLong(EVENTS, 0);
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Duration DISORDER = Duration.ofSeconds(30);
    private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

    private final Path directory = Path.of("target", "cluster-cost").toAbsolutePath();
    private final Narrator narrator = new Narrator();

    /** As both engines like them best. */
    public record Payment(long id, String user, long amount, long time) {

        static Payment of(long id) {
            int mixed = (int) (id * 0x9E37_79B9);
            mixed ^= mixed >>> 7;
            long time = Event.START.toEpochMilli() + id - Math.floorMod(mixed, DISORDER.toMillis());
            return new Payment(
                    id, "user-" + Math.floorMod(mixed >>> 3, 1_000), Math.floorMod(mixed >>> 2, 1_010), time);
        }
    }

    private interface Run {
        void to(Path out) throws Exception;
    }

    private interface Clock {
        Duration processorTime();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void shouldCountAlikeEverywhere() throws Exception {
        try (Cluster cluster = Cluster.start(directory, List.of("-Xmx1g"), 2)) {
            cluster.awaitJobManager();
            cluster.awaitTaskManagers();
            List<String> counts = null;
            for (String when : List.of("cold", "warm")) {
                List<String> embedded =
                        measure("embedded", when, ClusterCostTest::ofThisJvm, ClusterCostTest::embedded);
                assertThat(embedded).isNotEmpty();
                assertThat(counts == null ? embedded : counts).isEqualTo(embedded);
                counts = embedded;
                assertThat(measure("on Flink", when, cluster::processorTime, out -> hosted(cluster, out)))
                        .isEqualTo(counts);
                assertThat(measure("Flink's own", when, cluster::processorTime, out -> ownOfFlink(cluster, out)))
                        .isEqualTo(counts);
            }
        }
    }

    private List<String> measure(String what, String when, Clock clock, Run run) throws Exception {
        Path out = directory.resolve(what.replace(' ', '-') + "-" + when);
        long begin = System.nanoTime();
        Duration before = clock.processorTime();
        run.to(out);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long processor = clock.processorTime().minus(before).toNanos();
        narrator.tell(
                "%-11s %s: %5.1f s, %,9.0f events/s, %,5d ns of the processors for each",
                what, when, seconds, COUNT / seconds, processor / COUNT);
        return Files.readAllLines(out).stream().sorted().toList();
    }

    private static Duration ofThisJvm() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private static Pipeline pipeline(Path out) {
        Pipeline pipeline = Pipeline.create("counts");
        pipeline.source("ids", Sources.generate(id -> id).count(COUNT))
                .map(Payment::of)
                .typed(Payment.class)
                .timestamps(Timestamps.millis(Payment::time), Watermarks.boundedOutOfOrderness(DISORDER))
                .typed(Payment.class)
                .keyBy(Payment::user, String.class)
                .window(Windows.tumbling(WINDOW))
                .aggregate("count", Aggregates.count())
                .map(window -> window.key() + " " + window.start().toEpochMilli() + " " + window.value())
                .to("counts", Sinks.lines(out));
        return pipeline;
    }

    private static void embedded(Path out) {
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(pipeline(out), JobOptions.parallelism(2)).join();
        }
    }

    private StreamExecutionEnvironment environment(Cluster cluster) {
        Configuration configuration = LocalFlink.surviving(2, directory.resolve("checkpoints"));
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINTS);
        return cluster.environment(configuration);
    }

    private void hosted(Cluster cluster, Path out) throws Exception {
        FlinkRunner.on(environment(cluster))
                .executeAsync(pipeline(out))
                .getJobExecutionResult()
                .get();
    }

    /** As Flink's documentation writes it. */
    private void ownOfFlink(Cluster cluster, Path out) throws Exception {
        StreamExecutionEnvironment environment = environment(cluster);
        DataStream<String> counts = environment
                .fromSequence(0, COUNT - 1)
                .map(Payment::of)
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Payment>forBoundedOutOfOrderness(DISORDER)
                        .withTimestampAssigner((payment, before) -> payment.time()))
                .keyBy(Payment::user)
                .window(TumblingEventTimeWindows.of(WINDOW))
                .aggregate(new Count(), new Told());
        Pipeline written = Pipeline.create("written");
        FlinkRunner.from(written, "in", counts, String.class).to("counts", Sinks.lines(out));
        FlinkRunner.on(environment).add(written);
        environment.execute("counts");
    }

    /** Counts. */
    static final class Count implements AggregateFunction<Payment, Long, Long> {

        @Override
        public Long createAccumulator() {
            return 0L;
        }

        @Override
        public Long add(Payment payment, Long count) {
            return count + 1;
        }

        @Override
        public Long getResult(Long count) {
            return count;
        }

        @Override
        public Long merge(Long left, Long right) {
            return left + right;
        }
    }

    /** Says of which window a count is. */
    static final class Told extends ProcessWindowFunction<Long, String, String, TimeWindow> {

        @Override
        public void process(String user, Context context, Iterable<Long> counts, Collector<String> out) {
            out.collect(user + " " + context.window().getStart() + " "
                    + counts.iterator().next());
        }
    }
}
