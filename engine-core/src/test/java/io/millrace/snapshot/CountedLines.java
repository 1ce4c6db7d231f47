package io.millrace.snapshot;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.sink.Sinks;
import io.millrace.source.GeneratorSource;
import io.millrace.source.Sources;
import io.millrace.state.ValueState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A program that counts and writes lines, as a process of its own. Arguments: a directory; "slowly" or "fast". */
final class CountedLines {

    static final int EVENTS = 30_000;

    private static final double SLOWLY = 2_000;

    private CountedLines() {}

    static String line(long index) {
        return "é" + index % 3 + " عدد " + (index / 3 + 1);
    }

    private static final class Counting extends KeyedProcess<Long, Long, String> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(Long event, KeyedContext<Long> context, Emitter<String> out) {
            count.set(count.get() == null ? 1 : count.get() + 1);
            out.emit("é" + context.key() + " عدد " + count.get());
        }
    }

    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        GeneratorSource<Long> numbers = Sources.generate(index -> index).count(EVENTS);
        Pipeline pipeline = Pipeline.create("lines");
        pipeline.source("numbers", arguments[1].equals("slowly") ? numbers.rate(SLOWLY) : numbers)
                .keyBy(number -> number % 3, Long.class)
                .process("count", Counting::new)
                .to("lines", Sinks.lines(directory.resolve("lines.txt")));
        JobOptions options = JobOptions.parallelism(1)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(30)));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline, options);
            String begun = job.restoredFrom().isPresent() ? "goes on" : "begins";
            System.out.writeBytes(begun.getBytes(StandardCharsets.US_ASCII));
            System.out.flush();
            job.join();
        }
    }
}
