package io.millrace.verb;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Events at random, in disorder, none so late that a watermark had gone by; and runs of jobs that are disturbed. */
final class Rows {

    /** What all that is tried here is made of. */
    record Row(int key, int seq, long time) {}

    private static final long DISORDER = 12;

    private Rows() {}

    static List<Row> random(SplittableRandom random) {
        List<Row> rows = new ArrayList<>();
        int count = random.nextInt(120);
        int keys = 1 + random.nextInt(5);
        int pace = 1 + random.nextInt(12);
        long now = -50;
        for (int seq = 0; seq < count; seq++) {
            now += random.nextInt(12) == 0 ? random.nextInt(90) : random.nextInt(pace);
            rows.add(new Row(random.nextInt(keys), seq, now - random.nextInt((int) DISORDER)));
        }
        return rows;
    }

    static EventStream<Row> timed(Pipeline pipeline, String name, List<Row> rows) {
        return pipeline.source(name, Sources.collection(rows))
                .typed(Row.class)
                .timestamps(
                        Timestamps.millis(Row::time), Watermarks.boundedOutOfOrderness(Duration.ofMillis(DISORDER)));
    }

    /** By key, in their order. */
    static Map<Integer, List<Row>> byKey(List<Row> rows) {
        Map<Integer, List<Row>> byKey = new LinkedHashMap<>();
        rows.forEach(row ->
                byKey.computeIfAbsent(row.key(), unused -> new ArrayList<>()).add(row));
        return byKey;
    }

    /** With snapshots, crashes, and now and then a stop and another parallelism. */
    static Simulation disturbed(Pipeline pipeline, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Simulation run = begun(Simulation.of(pipeline).seed(seed), random);
        for (int crashes = random.nextInt(3); crashes > 0; crashes--) {
            run.steps(random.nextInt(120)).crashAndRestore();
        }
        for (int stops = random.nextInt(3); stops > 0; stops--) {
            run.steps(random.nextInt(120)).stop().run();
            run = begun(run.next(pipeline), random);
        }
        return run.run();
    }

    private static Simulation begun(Simulation run, SplittableRandom random) {
        return run.parallelism(1 + random.nextInt(4)).snapshots(Duration.ofMillis(20 + random.nextInt(200)));
    }

    @SuppressWarnings("unchecked") // the sinks of these tests are given nothing else
    static List<Row> output(Simulation run, String sink) {
        return (List<Row>) (List<?>) run.output(sink);
    }
}
