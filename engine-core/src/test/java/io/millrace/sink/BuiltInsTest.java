package io.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Built-in sources and sinks in pipelines written the way users write them: no type is spelled out. */
@Timeout(60)
class BuiltInsTest {

    @TempDir
    private Path directory;

    @Test
    void shouldInferTypesAlongThePipeline() {
        CollectSink<Integer> lengths = Sinks.collect();
        CollectSink<Object> numbers = Sinks.collect();
        Pipeline pipeline = Pipeline.create("inference");
        pipeline.source("words", Sources.of("a", "bcd"))
                .map(word -> word.length())
                .to("lengths", lengths);
        pipeline.source("lists", Sources.collection(List.of(1, 2)))
                .filter(i -> i > 1)
                .to("numbers", numbers);
        pipeline.source("iterator", Sources.iterator(() -> List.of(1.5).iterator()))
                .filter(value -> value.isNaN())
                .to("dropped", Sinks.discard());
        pipeline.source("generator", Sources.generate(i -> "event " + i).count(3))
                .map(text -> text.length())
                .to(
                        "callback",
                        Sinks.callback(length -> assertThat(length.intValue()).isEqualTo(7)));
        run(pipeline);

        assertThat(lengths.values()).containsExactly(1, 3);
        assertThat(numbers.values()).containsExactly(2);
    }

    @Test
    void shouldCopyAFileLineByLine() throws Exception {
        Path from = directory.resolve("from.txt");
        Path to = directory.resolve("to.txt");
        Files.write(from, (Iterable<String>) () -> numbers(50_000));
        Pipeline pipeline = Pipeline.create("copy");
        pipeline.source("from", Sources.lines(from)).to("to", Sinks.lines(to));
        run(pipeline);

        assertThat(to).hasSameTextualContentAs(from);
    }

    @Test
    void shouldHoldUpTheEmittingThreadAndLoseNothingWhenTheQueueIsTakenFromSlowly() throws Exception {
        int events = 20_000;
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        PushSource<Integer> source = Sources.push(8);
        Pipeline pipeline = Pipeline.create("push");
        pipeline.source("input", source).to("output", Sinks.queue(queue));
        try (Engine engine = Engine.withWorkers(1)) {
            Job job = engine.start(pipeline);
            Thread producer = new Thread(() -> {
                try (source) {
                    IntStream.range(0, events).forEach(source::emit);
                }
            });
            producer.start();
            for (int i = 0; i < events; i++) {
                assertThat(queue.take()).isEqualTo(i);
            }
            job.join();
        }
    }

    private static Iterator<String> numbers(long count) {
        return LongStream.range(0, count).mapToObj(Long::toString).iterator();
    }

    private static void run(Pipeline pipeline) {
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(pipeline).join();
        }
    }
}
