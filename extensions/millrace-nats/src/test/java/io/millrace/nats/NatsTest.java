package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.refusal.UnwritableSinkException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a NATS that the tests start, kill and start again. */
@Timeout(60)
class NatsTest {

    private static final String DURABLE = "readers";

    @TempDir
    static Path servers;

    @TempDir
    Path directory;

    private static NatsServer nats;

    @BeforeAll
    static void start() throws Exception {
        nats = new NatsServer(servers, "");
    }

    @AfterAll
    static void stop() throws Exception {
        if (nats != null) {
            nats.close();
        }
    }

    private static NatsSource<Integer> numbers(String uri, String stream) {
        // tag::nats[]
        return Nats.source(uri, stream, DURABLE)
                .events(Integer.class, message -> Integer.valueOf(message.text()))
                .redeliveredAfter(Duration.ofSeconds(2));
        // end::nats[]
    }

    private static NatsSink<Integer> sink(String uri, String subject) {
        return Nats.sink(uri, subject, number -> number.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Pipeline reading(NatsSource<Integer> source, int readers, BlockingQueue<Integer> out) {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", source)
                .parallelism(readers)
                .rebalance()
                .filter(number -> number >= 0)
                .to("out", Sinks.queue(out));
        return pipeline;
    }

    private JobOptions surviving() {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void awaitAll(BlockingQueue<Integer> out, List<Integer> numbers) {
        while (!new HashSet<>(out).containsAll(numbers)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldReadEachMessageAtLeastOnceAndNoneThatWasAcknowledgedAgainWhateverIsKilled() throws Exception {
        nats.makeStream("killed");
        nats.publish("killed", 0, 2_000);
        SplittableRandom random = new SplittableRandom(5);
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        for (int kills = 0; kills < 3; kills++) {
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        reading(numbers(nats.uri(), "killed").unacknowledged(300), 1 + random.nextInt(3), out),
                        surviving());
                int enough = Math.min(1_500, out.size() + random.nextInt(700));
                while (out.size() < enough) {
                    Thread.onSpinWait();
                }
                job.cancel();
            }
        }
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(numbers(nats.uri(), "killed"), 2, out), surviving());
            awaitAll(out, range(0, 2_000));
            // Among it what others had read before they were killed.
            nats.awaitAcknowledged("killed", DURABLE);
            job.stop();
            job.join();
        }

        // A job that knows nothing of the others gets nothing that they have had.
        BlockingQueue<Integer> later = new LinkedBlockingQueue<>();
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(numbers(nats.uri(), "killed"), 2, later), JobOptions.defaults());
            nats.publish("killed", 2_000, 1);
            assertThat(later.take()).isEqualTo(2_000);
            job.stop();
            job.join();
        }
        assertThat(later).isEmpty();
    }

    @Test
    void shouldReadAgainWhatASnapshotHasWhenTheAcknowledgementWasLost() throws Exception {
        try (NatsServer server = new NatsServer(directory, "")) {
            server.makeStream("lost");
            server.publish("lost", 0, 100);
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            JobOptions options = JobOptions.defaults()
                    .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofDays(1)));
            try (Engine engine = Engine.create()) {
                Job job = engine.start(reading(numbers(server.uri(), "lost"), 1, out), options);
                awaitAll(out, range(0, 100));
                server.process.freeze();
                assertThat(job.snapshot().id()).isPositive();
                server.process.kill();
                job.cancel();
            }
            server.process.start();
            try (Engine engine = Engine.create()) {
                out.clear();
                Job job = engine.start(reading(numbers(server.uri(), "lost"), 1, out), options);
                awaitAll(out, range(0, 100));
                job.stop();
                job.join();
            }
            server.awaitAcknowledged("lost", DURABLE);
        }
    }

    @Test
    void shouldGoOnWhenNatsIsStartedAgain() throws Exception {
        try (NatsServer server = new NatsServer(directory, "")) {
            server.makeStream("in");
            server.makeStream("out");
            server.publish("in", 0, 200);
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            Pipeline pipeline = reading(numbers(server.uri(), "in"), 1, out);
            pipeline.source(
                            "ticks",
                            Sources.<Integer>generate(index -> (int) index).rate(500))
                    .to("copies", sink(server.uri(), "out.n").ids(Object::toString));
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        pipeline, surviving().withRestart(Restart.fixedDelay(1_000, Duration.ofMillis(50))));
                while (out.size() < 200) {
                    Thread.onSpinWait();
                }
                server.restart();
                server.publish("in", 200, 200);
                while (!out.contains(399)) {
                    Thread.onSpinWait();
                }
                job.stop();
                job.join();
            }
            assertThat(out).containsAll(range(0, 400));
            List<Integer> copies =
                    server.messages("out").stream().map(Integer::valueOf).toList();
            assertThat(copies).doesNotHaveDuplicates();
            List<Integer> lost = new ArrayList<>(range(0, Collections.max(copies)));
            lost.removeAll(copies);
            // It confirms before it writes, and so forgets what it was given last.
            assertThat(lost).hasSizeLessThan(50);
            assertThat(lost).isEqualTo(lost.isEmpty() ? lost : range(lost.get(0), lost.get(0) + lost.size()));
        }
    }

    @Test
    void shouldHaveAllInTheStreamOnceWhenTheyHaveIdsThoughTheyAreWrittenTwice() throws Exception {
        nats.makeStream("written");
        for (int run = 0; run < 2; run++) {
            Pipeline pipeline = Pipeline.create("writing");
            pipeline.source("numbers", Sources.collection(range(0, 500)))
                    .to("out", sink(nats.uri(), "written.n").ids(Object::toString));
            try (Engine engine = Engine.create()) {
                engine.start(pipeline, JobOptions.defaults()).join();
            }
        }
        assertThat(nats.messages("written"))
                .isEqualTo(range(0, 500).stream().map(Object::toString).toList());
    }

    @Test
    void shouldSendToTheDeadLettersWhatCannotBeRead() throws Exception {
        nats.makeStream("poisoned");
        nats.publish("poisoned", 0, 10);
        var unused = nats.connection.jetStream().publish("poisoned.n", "eleven".getBytes(StandardCharsets.UTF_8));
        nats.publish("poisoned", 10, 10);
        CollectSink<Object> letters = Sinks.collect();
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", numbers(nats.uri(), "poisoned"))
                .onError(Errors.deadLetter())
                .to("out", Sinks.queue(out));
        pipeline.deadLetters().to("letters", letters);
        try (Engine engine = Engine.create()) {
            Job job = engine.start(pipeline, surviving());
            for (int i = 0; i < 20; i++) {
                assertThat(out.take()).isEqualTo(i);
            }
            job.stop();
            job.join();
        }
        assertThat(letters.values())
                .singleElement()
                .asString()
                .contains(
                        "source 'numbers': message 11 of stream 'poisoned' (poisoned.n) cannot be read: For input string: \"eleven\"");
        nats.awaitAcknowledged("poisoned", DURABLE);
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        try (Engine engine = Engine.create();
                NatsServer locked = new NatsServer(Files.createDirectory(directory.resolve("nats")), "ada:secret")) {
            assertRefused(engine, "nats://127.0.0.1:1", "numbers", "NATS at nats://127.0.0.1:1 cannot be used");
            assertRefused(engine, "nats://ada:wrong@127.0.0.1:" + locked.port, "numbers", "does not let it in");
            assertRefused(engine, nats.uri(), "missing", "there is no such stream in NATS at " + nats.uri());
            Pipeline writing = Pipeline.create("writing");
            writing.source("numbers", Sources.of(1)).to("out", sink(nats.uri(), "nobody.takes"));
            assertThatThrownBy(() -> engine.start(writing, JobOptions.defaults()))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining(
                            "sink 'out': no stream in NATS at " + nats.uri() + " takes the subject 'nobody.takes'");
        }
        assertThat(numbers("nats://ada:secret@host:4222", "s"))
                .hasToString("stream s at nats://host:4222, consumer readers");
    }

    private static void assertRefused(Engine engine, String uri, String stream, String why) {
        Pipeline pipeline = reading(numbers(uri, stream), 1, new LinkedBlockingQueue<>());
        assertThatThrownBy(() -> engine.start(pipeline, JobOptions.defaults()))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("source 'numbers': ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("wrong@");
    }
}
