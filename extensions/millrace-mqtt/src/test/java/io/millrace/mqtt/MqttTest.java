package io.millrace.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.brokers.AcknowledgedSourceContract;
import io.millrace.snapshot.Restart;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.time.SystemClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a Mosquitto that the tests start, kill and start again. */
class MqttTest extends AcknowledgedSourceContract {

    @TempDir
    static Path servers;

    @TempDir
    Path directory;

    private static MqttServer broker;
    private static MqttServer locked;

    @BeforeAll
    static void start() throws Exception {
        broker = new MqttServer(servers, false);
        locked = new MqttServer(Files.createDirectory(servers.resolve("locked")), true);
    }

    @AfterAll
    static void stop() {
        for (MqttServer each : Arrays.asList(broker, locked)) {
            if (each != null) {
                each.close();
            }
        }
    }

    private static Source<Integer> numbers(String uri, String topic) {
        // tag::mqtt[]
        return Mqtt.source(uri, topic, "readers of " + topic)
                .events(Integer.class, message -> Integer.valueOf(message.text()));
        // end::mqtt[]
    }

    private static Pipeline reading(Source<Integer> source, BlockingQueue<Integer> out) {
        return reading("reading", source, 1, out);
    }

    /** Has the broker have the session. */
    @Override
    protected void make(String queue) {
        try (Engine engine = Engine.create()) {
            engine.start(reading(numbers(queue, 1), new LinkedBlockingQueue<>()), JobOptions.defaults())
                    .cancel();
        }
    }

    @Override
    protected void publish(String queue, List<String> messages) {
        broker.publish(queue, MqttQos.AT_LEAST_ONCE, messages);
    }

    @Override
    protected Source<Integer> numbers(String queue, int mostUnacknowledged) {
        return Mqtt.source(broker.uri(), queue, "readers of " + queue)
                .unacknowledged(mostUnacknowledged)
                .events(Integer.class, message -> Integer.valueOf(message.text()));
    }

    @Override
    protected String placeOf(String queue, String message) {
        return "a message of topic '" + queue + "' of " + message.length() + " bytes";
    }

    @Override
    protected Map<Source<?>, String> refused() {
        return Map.of(
                numbers("mqtt://127.0.0.1:1", "t"),
                "the broker at 127.0.0.1:1 cannot be used",
                numbers("mqtt://127.0.0.1:" + locked.port, "t"),
                "does not let it in",
                numbers("mqtt://ada:wrong@127.0.0.1:" + locked.port, "t"),
                "does not let it in");
    }

    private static MqttSink<Integer> sink(String uri, String topic) {
        return Mqtt.sink(uri, topic, number -> number.toString().getBytes(StandardCharsets.UTF_8));
    }

    private JobOptions surviving() {
        return JobOptions.parallelism(2)
                .withSnapshots(Snapshots.in(directory.resolve("snapshots")).every(Duration.ofMillis(50)));
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
                server.publish("in", MqttQos.AT_LEAST_ONCE, texts(0, 100));
                awaitAll(out, range(0, 100));
                server.process.kill();
                server.process.start();
                BlockingQueue<String> copies = server.listen("out");
                // The session may have been made anew, as may be the one of the attempt that comes.
                int next = 100;
                while (!out.contains(next - 1) || next < 200 || copies.size() < 100) {
                    server.publish("in", MqttQos.AT_LEAST_ONCE, texts(next, next + 1));
                    next++;
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
    void shouldFailWhenAnotherClientHasTakenItsSession() {
        make("taken");
        try (Engine engine = Engine.create()) {
            Job first = engine.start(
                    reading("first", numbers("taken", 1), 1, new LinkedBlockingQueue<>()), JobOptions.defaults());
            engine.start(reading("second", numbers("taken", 1), 1, new LinkedBlockingQueue<>()), JobOptions.defaults());
            assertThatThrownBy(first::join).hasMessageContaining("another client has the session now");
        }
    }

    /** Of those that the broker does not wait for; the others are bounded by MQTT. */
    @Test
    void shouldKeepNoMoreMessagesThanAreSaid() throws Exception {
        int most = MqttSource.MOST_UNDER_WAY;
        MqttInbox inbox = MqttInbox.open(Client.of(broker.uri()), "many", "reader of many", SystemClock.INSTANCE);
        try {
            for (int i = 0; i < most + 500; i++) {
                inbox.received(Mqtt5Publish.builder()
                        .topic("many")
                        .qos(MqttQos.AT_MOST_ONCE)
                        .build());
            }
            inbox.received(Mqtt5Publish.builder()
                    .topic("many")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .build());
            assertThat(inbox.receive(2 * most, Duration.ofMillis(1))).hasSize(most + 1);
        } finally {
            inbox.close();
        }
    }

    @Test
    void shouldSayWhereItReadsWithoutThePassword() {
        assertThatThrownBy(() -> numbers("http://host", "t")).isInstanceOf(IllegalArgumentException.class);
        assertThat(numbers("mqtt://ada:secret@host", "t")).hasToString("topics t at host:1883, session readers of t");
    }
}
