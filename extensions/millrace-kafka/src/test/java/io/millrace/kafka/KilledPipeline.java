package io.millrace.kafka;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.state.ValueState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** Numbers the records of each key, from topic to topic, in a process that is killed. */
public final class KilledPipeline {

    private KilledPipeline() {}

    static Pipeline pipeline(String servers, String input, String output, int share, int of) {
        Pipeline pipeline = Pipeline.create(input + "-" + share);
        pipeline.source(
                        "input",
                        Kafka.source(servers, input)
                                .values(Format.strings())
                                .group(input)
                                .partitions(share, of)
                                .lookingEvery(Duration.ofMillis(200)))
                .keyBy(KilledPipeline::key, String.class)
                .process("numbers", Numbers::new)
                .to("output", Kafka.sink(servers, output, Format.strings()).key(KilledPipeline::key, Format.strings()));
        return pipeline;
    }

    static JobOptions options(Path directory, int parallelism) {
        return JobOptions.parallelism(parallelism)
                .withSnapshots(Snapshots.in(directory).every(Duration.ofMillis(100)))
                .withRestart(Restart.fixedDelay(100, Duration.ofMillis(100)));
    }

    static String key(String line) {
        return line.substring(0, line.indexOf(':'));
    }

    /** Says of each line how many of its key there have been. */
    static final class Numbers extends KeyedProcess<String, String, String> {

        private final ValueState<Long> count = value("count", Long.class);

        @Override
        protected void process(String line, KeyedContext<String> context, Emitter<String> out) {
            long now = (count.get() == null ? 0 : count.get()) + 1;
            count.set(now);
            out.emit(line + ":" + now);
        }
    }

    /**
     * Runs until it is killed, or told to stop.
     *
     * @param arguments brokers, topics in and out, directory of snapshots, parallelism, which share of the partitions, and of how many
     */
    public static void main(String[] arguments) throws IOException {
        try (Engine engine = Engine.withWorkers(2);
                Job job = engine.start(
                        pipeline(
                                arguments[0],
                                arguments[1],
                                arguments[2],
                                Integer.parseInt(arguments[5]),
                                Integer.parseInt(arguments[6])),
                        options(Path.of(arguments[3]), Integer.parseInt(arguments[4])));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            if ("stop".equals(in.readLine())) {
                job.stop();
                job.join();
            } else {
                Runtime.getRuntime().halt(1);
            }
        }
    }
}
