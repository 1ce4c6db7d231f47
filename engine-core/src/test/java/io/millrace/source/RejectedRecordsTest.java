package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Batch;
import io.millrace.operator.DeadLetter;
import io.millrace.operator.Errors;
import io.millrace.sink.Sinks;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that a source cannot make events of. */
class RejectedRecordsTest {

    private static final int RECORDS = 40;

    @TempDir
    private Path directory;

    /** Numbers, of which every third is bad. */
    private record Numbers(boolean blocking) implements Source<Integer> {
        @Override
        public SourceReader<Integer> open(SourceContext context) {
            return new SourceReader<>() {
                private int next = context.startPosition() instanceof Long start ? start.intValue() : 0;

                @Override
                public Fetch fetch(Batch<Integer> batch) {
                    if (next < RECORDS) {
                        int record = next++;
                        if (record % 3 == 0) {
                            context.reject("record " + record, new IllegalArgumentException("bad"));
                        } else {
                            batch.add(record);
                        }
                    }
                    return next == RECORDS ? Fetch.END : Fetch.MORE;
                }

                @Override
                public Object position() {
                    return (long) next;
                }
            };
        }
    }

    private static Pipeline pipeline(boolean blocking, Errors errors) {
        Pipeline pipeline = Pipeline.create("rejecting");
        EventStream<Integer> numbers = pipeline.source("numbers", new Numbers(blocking));
        if (errors != null) {
            numbers.onError(errors);
        }
        numbers.typed(Integer.class).to("good", Sinks.discard());
        if (errors != null && errors.sendsDeadLetters()) {
            pipeline.deadLetters().to("dead", Sinks.discard());
        }
        return pipeline;
    }

    private static List<Integer> good() {
        return IntStream.range(0, RECORDS).filter(i -> i % 3 != 0).boxed().toList();
    }

    @Test
    void shouldSendEachToTheDeadLettersOnceWhateverHappens() {
        List<String> bad = IntStream.range(0, RECORDS)
                .filter(i -> i % 3 == 0)
                .mapToObj(i -> "record " + i)
                .toList();
        Seeds.check(100, seed -> {
            Simulation run = Simulation.of(pipeline(seed % 2 == 0, Errors.deadLetter()))
                    .seed(seed)
                    .snapshots(Duration.ofMillis(1));
            run.steps((int) (seed % 37));
            run.crashAndRestore().run();

            assertThat(run.output("good")).containsExactlyInAnyOrderElementsOf(good());
            assertThat(run.output("dead").stream().map(letter -> ((DeadLetter) letter).event()))
                    .containsExactlyInAnyOrderElementsOf(bad);
        });
    }

    /** What is built in and may have bad records: two good ones, and one that is bad between them. */
    private static List<Source<String>> builtIns(Path directory) throws IOException {
        byte[] bytes = "one\ncaf\u00e9\ntwo\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("lines"), bytes);
        return List.of(
                Sources.lines(file),
                Sources.lines(new ByteArrayInputStream(bytes)),
                Sources.linesIn(directory, Duration.ofSeconds(1)),
                Sources.interleaved(List.of(Sources.lines(file))),
                Sources.generate(RejectedRecordsTest::generated).count(3),
                Sources.generate(RejectedRecordsTest::generated).count(3).rate(10));
    }

    private static String generated(long index) {
        if (index == 1) {
            throw new IllegalStateException("no event");
        }
        return index == 0 ? "one" : "two";
    }

    @Test
    void shouldRejectWhatBuiltInSourcesCannotMakeEventsOf() throws IOException {
        for (Source<String> source : builtIns(directory)) {
            Pipeline pipeline = Pipeline.create("bad");
            pipeline.source("in", source).onError(Errors.deadLetter()).to("good", Sinks.discard());
            pipeline.deadLetters().to("dead", Sinks.discard());
            Simulation run = Simulation.of(pipeline).advance(Duration.ofSeconds(5));
            assertThat(run.output("good")).as(source.toString()).containsExactly("one", "two");
            assertThat(run.output("dead"))
                    .singleElement()
                    .asString()
                    .containsAnyOf("line 2: byte 4 of the line (0xE9) is not UTF-8", "no event");
        }
    }

    @Test
    void shouldFailTheJobWhereNothingWasSaidOfBuiltInSources() throws IOException {
        for (Source<String> source : builtIns(directory)) {
            Pipeline pipeline = Pipeline.create("bad");
            pipeline.source("in", source).to("good", Sinks.discard());
            assertThatThrownBy(() -> Simulation.of(pipeline).advance(Duration.ofSeconds(5)))
                    .as(source.toString())
                    .hasMessageContaining("'in' failed")
                    .satisfiesAnyOf(
                            error -> assertThat(error).hasMessageContaining("line 2: byte 4 of the line"),
                            error -> assertThat(error).hasMessageContaining("index 1"));
        }
    }

    @Test
    void shouldGoOnWhenNothingThatIsReadIsGood() throws IOException {
        byte[] bytes = "\u00e9\n".repeat(10_000).getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(directory.resolve("lines"), bytes);
        Pipeline pipeline = Pipeline.create("bad");
        pipeline.source("in", Sources.lines(file)).onError(Errors.deadLetter()).to("good", Sinks.discard());
        pipeline.deadLetters().to("dead", Sinks.discard());
        Simulation run = Simulation.of(pipeline).batchSize(16);
        long most = 0;
        for (int before = 0, now; run.state() == JobState.RUNNING; before = now) {
            now = run.steps(1).output("dead").size();
            most = Math.max(most, now - before);
        }
        assertThat(run.output("dead")).hasSize(10_000);
        assertThat(most).as("at a time").isLessThanOrEqualTo(64);
    }

    @Test
    void shouldDropThemWhereThatIsAskedFor() {
        Simulation run = Simulation.of(pipeline(false, Errors.skip())).run();
        assertThat(run.output("good")).containsExactlyElementsOf(good());
        assertThat(run.metrics().operators().get("numbers").counters()).containsValue(14L);
    }

    @Test
    void shouldFailTheJobWhereNothingWasSaid() {
        assertThatThrownBy(() -> Simulation.of(pipeline(true, null)).run())
                .hasMessageContaining("'numbers' failed")
                .hasMessageContaining("record 0")
                .hasMessageContaining("bad");
    }
}
