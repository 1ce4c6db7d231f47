package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connector of the guide. */
class FeedConnectorTest {

    @TempDir
    Path directory;

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
    }

    // tag::simulated[]
    @Test
    void shouldReadEachEntryOnceWhateverCrashes() throws Exception {
        try (FeedServer server = new FeedServer()) {
            server.texts.addAll(texts(100));
            Seeds.check(10, seed -> {
                SplittableRandom random = new SplittableRandom(seed);
                Pipeline pipeline = Pipeline.create("feed");
                pipeline.source("entries", new FeedSource(server.feed())).to("out", Sinks.discard());
                Simulation run = Simulation.of(pipeline).seed(seed).snapshots(Duration.ofMillis(5));
                for (int crashes = random.nextInt(4); crashes > 0; crashes--) {
                    run.steps(random.nextInt(40)).crashAndRestore();
                }
                run.settle().stop().run();

                assertThat(run.output("out"))
                        .extracting(entry -> ((FeedSource.Entry) entry).text())
                        .isEqualTo(texts(100));
            });
        }
    }
    // end::simulated[]

    @Test
    void shouldCopyAFeedAtLeastOnceWhenTheServerFailsNowAndThen() throws Exception {
        try (FeedServer in = new FeedServer();
                FeedServer out = new FeedServer();
                Engine engine = Engine.create()) {
            in.texts.addAll(texts(5_000));
            out.untilFailure.set(2);
            Pipeline pipeline = Pipeline.create("copy");
            pipeline.source("entries", new FeedSource(in.feed()))
                    .map(FeedSource.Entry::text)
                    .to("copies", new FeedSink(out.feed()));
            Job job = engine.start(
                    pipeline,
                    JobOptions.defaults()
                            .withSnapshots(Snapshots.in(directory).every(Duration.ofMillis(20)))
                            .withRestart(Restart.fixedDelay(5, Duration.ofMillis(1))));
            while (!out.texts.contains("text 4999")) {
                Thread.onSpinWait();
            }
            job.stop();
            job.join();

            assertThat(out.texts.stream().distinct()).containsExactlyElementsOf(texts(5_000));
        }
    }

    @Test
    void shouldSendToTheDeadLettersWhatHasNoText() throws Exception {
        try (FeedServer server = new FeedServer();
                Engine engine = Engine.create()) {
            server.texts.addAll(List.of("a", " ", "b"));
            CollectSink<Object> letters = Sinks.collect();
            CollectSink<FeedSource.Entry> out = Sinks.collect();
            Pipeline pipeline = Pipeline.create("feed");
            pipeline.source("entries", new FeedSource(server.feed()))
                    .onError(Errors.deadLetter())
                    .to("out", out);
            pipeline.deadLetters().to("letters", letters);
            Job job = engine.start(pipeline, JobOptions.defaults());
            while (out.values().size() < 2 || letters.values().isEmpty()) {
                Thread.onSpinWait();
            }
            job.cancel();

            assertThat(letters.values())
                    .singleElement()
                    .asString()
                    .contains("entry 2 of " + server.feed() + " has no text");
        }
    }

    @Test
    void shouldBeRefusedWhenNobodyAnswers() {
        Pipeline pipeline = Pipeline.create("feed");
        pipeline.source("entries", new FeedSource(URI.create("http://127.0.0.1:1/feed")))
                .to("out", Sinks.discard());
        try (Engine engine = Engine.create()) {
            assertThatThrownBy(() -> engine.start(pipeline, JobOptions.defaults()))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining(
                            "source 'entries': http://127.0.0.1:1/feed cannot be read: see whether its server runs");
        }
    }
}
