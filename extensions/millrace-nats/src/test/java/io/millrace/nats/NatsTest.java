package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.brokers.AcknowledgedSourceContract;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a NATS that the tests start, kill and start again. */
class NatsTest extends AcknowledgedSourceContract {

    private static final String DURABLE = "readers";

    @TempDir
    static Path servers;

    @TempDir
    Path directory;

    private static NatsServer nats;
    private static NatsServer locked;

    @BeforeAll
    static void start() throws Exception {
        nats = new NatsServer(servers, "");
        locked = new NatsServer(Files.createDirectory(servers.resolve("locked")), "ada:secret");
    }

    @AfterAll
    static void stop() {
        for (NatsServer each : Arrays.asList(nats, locked)) {
            if (each != null) {
                each.close();
            }
        }
    }

    private static Source<Integer> numbers(String uri, String stream) {
        // tag::nats[]
        return Nats.source(uri, stream, DURABLE)
                .redeliveredAfter(Duration.ofSeconds(2))
                .events(Integer.class, message -> Integer.valueOf(message.text()));
        // end::nats[]
    }

    private static Pipeline reading(Source<Integer> source, BlockingQueue<Integer> out) {
        return reading("reading", source, 1, out);
    }

    @Override
    protected void make(String queue) throws Exception {
        nats.makeStream(queue);
    }

    @Override
    protected void publish(String queue, List<String> messages) throws Exception {
        for (String message : messages) {
            var unused = nats.connection.jetStream().publish(queue + ".n", message.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Of several tasks that end, one may be given what another gives back, and give it back too late. */
    @Override
    protected Source<Integer> numbers(String queue, int mostUnacknowledged) {
        return Nats.source(nats.uri(), queue, DURABLE)
                .subjects(queue + ".*")
                .unacknowledged(mostUnacknowledged)
                .redeliveredAfter(Duration.ofSeconds(20))
                .events(Integer.class, message -> Integer.valueOf(message.text()));
    }

    /** The server gives it to a task that has just gone, takes that for not delivered, and gives it to the next one twice; seen with 2.9. */
    @Override
    protected boolean givesBackOnce() {
        return false;
    }

    @Override
    protected String placeOf(String queue, String message) {
        return "message \\d+ of stream '" + queue + "' \\(" + queue + ".n\\)";
    }

    @Override
    protected Map<Source<?>, String> refused() {
        return Map.of(
                numbers("nats://127.0.0.1:1", "s"),
                "NATS at nats://127.0.0.1:1 cannot be used",
                numbers("nats://ada:wrong@127.0.0.1:" + locked.port, "s"),
                "does not let it in",
                numbers(nats.uri(), "missing"),
                "there is no such stream in NATS at " + nats.uri());
    }

    private static NatsSink<Integer> sink(String uri, String subject) {
        return Nats.sink(uri, subject, number -> number.toString().getBytes(StandardCharsets.UTF_8));
    }

    private JobOptions surviving() {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
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
                Job job = engine.start(reading(numbers(server.uri(), "lost"), out), options);
                awaitAll(out, range(0, 100));
                server.process.freeze();
                assertThat(job.snapshot().id()).isPositive();
                server.process.kill();
                job.cancel();
            }
            server.process.start();
            try (Engine engine = Engine.create()) {
                out.clear();
                Job job = engine.start(reading(numbers(server.uri(), "lost"), out), options);
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
            Pipeline pipeline = reading(numbers(server.uri(), "in"), out);
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
    void shouldSayWhatIsWrongWithASink() {
        Pipeline writing = Pipeline.create("writing");
        writing.source("numbers", Sources.of(1)).to("out", sink(nats.uri(), "nobody.takes"));
        try (Engine engine = Engine.create()) {
            assertThatThrownBy(() -> engine.start(writing, JobOptions.defaults()))
                    .isInstanceOf(UnwritableSinkException.class)
                    .hasMessageContaining(
                            "sink 'out': no stream in NATS at " + nats.uri() + " takes the subject 'nobody.takes'");
        }
    }

    @Test
    void shouldSayWhereItReadsWithoutThePassword() {
        assertThat(numbers("nats://ada:secret@host:4222", "s"))
                .hasToString("stream s at nats://host:4222, consumer readers");
        assertThat(numbers("ada:secret@host:4222,nats://token@other", "s"))
                .hasToString("stream s at host:4222,nats://other, consumer readers");
    }

    @Test
    void shouldGiveBackAtOnceWhatATaskHasHad() throws Exception {
        nats.makeStream("back");
        publish("back", texts(0, 100));
        Source<Integer> source = Nats.source(nats.uri(), "back", DURABLE)
                .redeliveredAfter(Duration.ofDays(1))
                .events(Integer.class, message -> Integer.valueOf(message.text()));
        for (int run = 0; run < 3; run++) {
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        reading(source, out),
                        JobOptions.defaults()
                                .withSnapshots(Snapshots.in(directory.resolve("run" + run))
                                        .every(Duration.ofDays(1))));
                awaitAll(out, range(0, 100));
                job.cancel();
            }
        }
    }
}
