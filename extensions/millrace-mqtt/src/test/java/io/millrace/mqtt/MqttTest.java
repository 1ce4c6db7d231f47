package io.millrace.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.operator.Errors;
import io.millrace.refusal.UnreadableSourceException;
import io.millrace.sink.CollectSink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** Against a Mosquitto that the tests start, kill and start again. */
@Timeout(60)
class MqttTest {

    @TempDir
    static Path servers;

    @TempDir
    Path directory;

    private static MqttServer broker;

    @BeforeAll
    static void start() throws Exception {
        broker = new MqttServer(servers, false);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    private static MqttSource<Integer> numbers(String uri, String topic) {
        // tag::mqtt[]
        return Mqtt.source(uri, topic, "readers of " + topic)
                .events(Integer.class, message -> Integer.valueOf(message.text()));
        // end::mqtt[]
    }

    private static MqttSink<Integer> sink(String uri, String topic) {
        return Mqtt.sink(uri, topic, number -> number.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Pipeline reading(MqttSource<Integer> source, BlockingQueue<Integer> out) {
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", source)
                .rebalance()
                .filter(number -> number >= 0)
                .to("out", Sinks.queue(out));
        return pipeline;
    }

    private JobOptions surviving() {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
    }

    /** Has the broker have the session, which keeps what comes from then on. */
    private static void beginSession(MqttServer of, String topic) {
        try (Engine engine = Engine.create()) {
            engine.start(reading(numbers(of.uri(), topic), new LinkedBlockingQueue<>()), JobOptions.defaults())
                    .cancel();
        }
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
        beginSession(broker, "killed");
        broker.publish("killed", 0, 2_000);
        SplittableRandom random = new SplittableRandom(5);
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        for (int kills = 0; kills < 4; kills++) {
            try (Engine engine = Engine.create()) {
                Job job = engine.start(reading(numbers(broker.uri(), "killed").unacknowledged(300), out), surviving());
                int enough = Math.min(1_500, out.size() + random.nextInt(700));
                while (out.size() < enough) {
                    Thread.onSpinWait();
                }
                job.cancel();
            }
        }
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(numbers(broker.uri(), "killed"), out), surviving());
            awaitAll(out, range(0, 2_000));
            job.stop();
            job.join();
        }
        // A job that knows nothing of the others gets nothing that they have had.
        BlockingQueue<Integer> later = new LinkedBlockingQueue<>();
        try (Engine engine = Engine.create()) {
            Job job = engine.start(reading(numbers(broker.uri(), "killed"), later), JobOptions.defaults());
            broker.publish("killed", 2_000, 1);
            assertThat(later.take()).isEqualTo(2_000);
            job.stop();
            job.join();
        }
        assertThat(later).isEmpty();
    }

    @Test
    void shouldGoOnWhenTheBrokerIsStartedAgain() throws Exception {
        try (MqttServer server = new MqttServer(directory, false)) {
            BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
            Pipeline pipeline = reading(numbers(server.uri(), "in"), out);
            pipeline.source(
                            "ticks",
                            Sources.<Integer>generate(index -> (int) index).rate(500))
                    .to("copies", sink(server.uri(), "out"));
            try (Engine engine = Engine.create()) {
                Job job = engine.start(
                        pipeline, surviving().withRestart(Restart.fixedDelay(1_000, Duration.ofMillis(50))));
                server.publish("in", 0, 100);
                awaitAll(out, range(0, 100));
                server.process.kill();
                server.process.start();
                BlockingQueue<String> copies = server.listen("out");
                // The session may have been made anew, as may be the one of the attempt that comes.
                int next = 100;
                while (!out.contains(next - 1) || next < 200 || copies.size() < 100) {
                    server.publish("in", next++, 1);
                }
                job.stop();
                job.join();
            }
        }
    }

    @Test
    void shouldHaveAllPublishedWhenTheJobHasEnded() throws Exception {
        BlockingQueue<String> written = broker.listen("written");
        Pipeline pipeline = Pipeline.create("writing");
        pipeline.source("numbers", Sources.collection(range(0, 3_000))).to("out", sink(broker.uri(), "written"));
        try (Engine engine = Engine.create()) {
            engine.start(pipeline, surviving()).join();
        }
        for (int i = 0; i < 3_000; i++) {
            assertThat(written.take()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void shouldSendToTheDeadLettersWhatCannotBeRead() throws Exception {
        beginSession(broker, "poisoned");
        broker.publish("poisoned", 0, 10);
        broker.publish("poisoned", "eleven");
        broker.publish("poisoned", 10, 10);
        CollectSink<Object> letters = Sinks.collect();
        BlockingQueue<Integer> out = new LinkedBlockingQueue<>();
        Pipeline pipeline = Pipeline.create("reading");
        pipeline.source("numbers", numbers(broker.uri(), "poisoned"))
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
                        "source 'numbers': a message of topic 'poisoned' of 6 bytes cannot be read: For input string: \"eleven\"");
    }

    @Test
    void shouldSayWhatIsWrong() throws Exception {
        try (Engine engine = Engine.create();
                MqttServer locked = new MqttServer(Files.createDirectory(directory.resolve("mqtt")), true)) {
            assertRefused(engine, "mqtt://127.0.0.1:1", "the broker at 127.0.0.1:1 cannot be used");
            assertRefused(engine, "mqtt://ada:wrong@127.0.0.1:" + locked.port, "does not let it in");
        }
        assertThatThrownBy(() -> numbers("http://host", "t")).isInstanceOf(IllegalArgumentException.class);
        assertThat(numbers("mqtt://ada:secret@host", "t")).hasToString("topics t at host:1883, session readers of t");
    }

    private static void assertRefused(Engine engine, String uri, String why) {
        Pipeline pipeline = reading(numbers(uri, "missing"), new LinkedBlockingQueue<>());
        assertThatThrownBy(() -> engine.start(pipeline, JobOptions.defaults()))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("source 'numbers': ")
                .hasMessageContaining(why)
                .hasMessageNotContaining("wrong@");
    }
}
