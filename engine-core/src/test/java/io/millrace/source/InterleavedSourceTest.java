package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterleavedSourceTest {

    private static final Source<String> LETTERS = Sources.of("a", "b", "c", "d", "e");
    private static final Source<String> DIGITS = Sources.of("1", "2");
    private static final Source<String> NONE = Sources.of();

    @TempDir
    private Path directory;

    private static Simulation reading(Source<?> source, int readers) {
        Pipeline pipeline = Pipeline.create("interleaved");
        pipeline.source("source", source).parallelism(readers).to("out", Sinks.discard());
        return Simulation.of(pipeline);
    }

    private static <T> Pipeline pipeline(Source<T> source, int readers) {
        Pipeline pipeline = Pipeline.create("interleaved");
        pipeline.source("source", source).parallelism(readers).to("out", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldReadInTurns() {
        Source<String> source = Sources.interleaved(List.of(LETTERS, NONE, DIGITS));
        assertThat(reading(source, 1).batchSize(2).run().output("out"))
                .containsExactly("a", "b", "1", "2", "c", "d", "e");
    }

    @Test
    void shouldReadSourcesThatAreInterleavedAsOneSourceEach() {
        Source<String> nested = Sources.interleaved(List.of(Sources.interleaved(List.of(LETTERS, NONE)), DIGITS));
        assertThat(nested.maxParallelism()).isEqualTo(3);
        assertThat(reading(nested, 3).run().output("out")).containsExactlyInAnyOrder("a", "b", "1", "2", "c", "d", "e");
    }

    @Test
    void shouldMakeTheSameEventsOfGeneratorsWhateverTheParallelism() {
        Source<Long> source = Sources.interleaved(List.of(
                Sources.<Long>generate(index -> index).count(5),
                Sources.<Long>generate(index -> -index).count(3)));
        assertThat(reading(source, 2).run().output("out")).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 0L, -1L, -2L);
    }

    @Test
    void shouldReadExactlyTheRestWhenAJobGoesOnWithAnyNumberOfReaders() {
        Seeds.check(150, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            List<Source<Integer>> sources = new ArrayList<>();
            List<Integer> all = new ArrayList<>();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                List<Integer> events = IntStream.range(0, random.nextInt(30))
                        .map(each -> random.nextInt())
                        .boxed()
                        .toList();
                sources.add(Sources.collection(events));
                all.addAll(events);
            }
            Source<Integer> source = Sources.interleaved(sources);
            Simulation run = null;
            for (int attempt = 0; attempt < 4; attempt++) {
                Pipeline pipeline = pipeline(source, 1 + random.nextInt(sources.size()));
                run = run == null ? Simulation.of(pipeline).seed(seed) : run.next(pipeline);
                run.batchSize(1 + random.nextInt(4)).snapshots(Duration.ofMillis(1));
                run.steps(random.nextInt(40));
                if (random.nextBoolean()) {
                    run.crashAndRestore().steps(random.nextInt(40));
                }
                run.disk().kill();
            }
            run = run.next(pipeline(source, sources.size())).snapshots(Duration.ofMillis(1));
            assertThat(run.run().output("out")).containsExactlyInAnyOrderElementsOf(all);
        });
    }

    @Test
    void shouldWakeAtTheFirstTimeThatAnySplitAskedFor() {
        Simulation run = reading(
                Sources.interleaved(List.of(
                        Sources.generate(index -> index).rate(10),
                        Sources.generate(index -> index + 100).rate(40))),
                1);
        run.advance(Duration.ofMillis(24));
        assertThat(run.output("out")).containsExactlyInAnyOrder(0L, 100L);
        run.advance(Duration.ofMillis(1));
        assertThat(run.output("out")).containsExactlyInAnyOrder(0L, 100L, 101L);
    }

    @Test
    void shouldDeliverWhatWasPushedWhenStopped() {
        PushSource<String> pushed = Sources.push(8);
        Source<String> endless = Sources.generate(index -> "generated");
        Source<String> source = Sources.interleaved(List.of(endless, pushed));
        assertThat(source.live()).isTrue();
        Simulation run = reading(source, 1);
        run.steps(20);
        pushed.tryEmit("pushed");
        run.stop();
        assertThat(run.output("out")).contains("pushed");
    }

    @Test
    void shouldCloseTheReadersThatAreOpenWhenOneCannotBeOpened() {
        PushSource<String> pushed = Sources.push(8);
        List<String> closed = new ArrayList<>();
        Source<String> closing = context -> new SourceReader<>() {
            @Override
            public Fetch fetch(io.millrace.operator.Batch<String> batch) {
                return Fetch.WAIT;
            }

            @Override
            public void close() {
                closed.add("closed");
            }
        };
        Source<String> broken = context -> {
            throw new IllegalStateException("cannot be opened");
        };
        assertThatThrownBy(() -> reading(Sources.interleaved(List.of(pushed, closing, broken)), 1)
                        .run())
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageContaining("'source'");
        assertThat(closed).hasSize(1);
    }

    @Test
    void shouldRefuseWhatItCannotRead() {
        assertThatThrownBy(() -> Sources.interleaved(List.of())).hasMessageContaining("at least one source");
        assertThatThrownBy(() -> Sources.interleaved(List.of(Sources.lines(Path.of("file")), Sources.push(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("merge their streams");
        assertThatThrownBy(
                        () -> Sources.interleaved(List.of(LETTERS, Sources.linesIn(directory, Duration.ofSeconds(1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has splits of its own");
    }

    @Test
    void shouldRefuseASnapshotOfMoreSourcesAndOneOfAnotherKind() {
        Source<Long> numbers = Sources.<Long>generate(index -> index).rate(1);
        Simulation before =
                reading(Sources.interleaved(List.of(numbers, numbers)), 1).snapshots(Duration.ofMillis(1));
        before.snapshot("s");
        before.disk().kill();
        assertThatThrownBy(() -> before.next(pipeline(Sources.interleaved(List.of(numbers)), 1))
                        .snapshots(Duration.ofMillis(1))
                        .run())
                .hasRootCauseInstanceOf(UnfitSnapshotException.class)
                .hasMessageContaining("position of interleaved source 1, but there are 1 now")
                .hasMessageContaining("interleave the same ones in the same order");
        assertThatThrownBy(() -> before.next(pipeline(numbers, 1))
                        .snapshots(Duration.ofMillis(1))
                        .run())
                .hasMessageContaining("source 'source' cannot go on from the snapshot")
                .hasMessageContaining("splits, which the source does not have");
    }

    /** What the log says of files of this test. */
    private List<String> warnings(Runnable job) {
        Logger log = Logger.getLogger("io.millrace.source");
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                String text = new SimpleFormatter().formatMessage(line);
                if (text.contains(directory.toString())) {
                    warnings.add(text);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(handler);
        try {
            job.run();
        } finally {
            log.removeHandler(handler);
        }
        return warnings;
    }

    @Test
    void shouldWarnOnceOfAFileThatHasGrownSinceItWasRead() throws Exception {
        Path grows = Files.writeString(directory.resolve("grows"), "1\n");
        Files.writeString(directory.resolve("stays"), "2\n");
        Simulation run = Simulation.of(pipeline(Sources.linesIn(directory, Duration.ofSeconds(1)), 2));
        assertThat(warnings(() -> run.advance(Duration.ofSeconds(3)))).isEmpty();
        Files.writeString(grows, "3\n", StandardOpenOption.APPEND);
        assertThat(warnings(() -> run.advance(Duration.ofSeconds(3))))
                .singleElement()
                .asString()
                .contains("source 'source'", grows.toString(), "end at byte 2, and has 4 bytes now");
        assertThat(run.output("out")).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void shouldReadFilesThatAppear() throws Exception {
        Files.writeString(directory.resolve("b"), "b1\nb2\n");
        Files.writeString(directory.resolve(".hidden"), "x\n");
        Files.createDirectory(directory.resolve("folder"));
        Pipeline pipeline = pipeline(Sources.linesIn(directory, Duration.ofSeconds(1)), 2);
        Simulation run = Simulation.of(pipeline).snapshots(Duration.ofMillis(10));
        run.advance(Duration.ofMillis(100));
        assertThat(run.output("out")).containsExactly("b1", "b2");
        Files.writeString(directory.resolve("a"), "a1\n");
        run.advance(Duration.ofSeconds(2));
        assertThat(run.output("out")).containsExactly("b1", "b2", "a1");
        run.crashAndRestore().advance(Duration.ofSeconds(2));
        Files.delete(directory.resolve("a"));
        run.advance(Duration.ofSeconds(2));
        run.disk().kill();
        run = run.next(pipeline(Sources.linesIn(directory, Duration.ofSeconds(1)), 3))
                .snapshots(Duration.ofMillis(10));
        run.advance(Duration.ofSeconds(2));
        Files.writeString(directory.resolve("a"), "another\n");
        run.advance(Duration.ofSeconds(2));
        assertThat(run.output("out")).containsExactly("b1", "b2", "a1", "another");
    }
}
