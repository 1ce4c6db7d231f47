package io.millrace.mqtt;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import io.millrace.servers.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A Mosquitto of a test's own, which forgets nothing when it is killed. */
final class MqttServer implements AutoCloseable {

    final int port = ServerProcess.freePort();
    final ServerProcess process;

    MqttServer(Path directory, boolean locked) throws Exception {
        Path program = ServerProcess.program("mosquitto", "mosquitto");
        Path passwords = directory.resolve("passwords");
        Files.writeString(passwords, "");
        Files.writeString(
                directory.resolve("mosquitto.conf"),
                "listener " + port + " 127.0.0.1\nuser root\npersistence true\npersistence_location " + directory
                        + "/\nmax_inflight_messages 0\nmax_queued_messages 0\n"
                        + (locked ? "allow_anonymous false\npassword_file " + passwords : "allow_anonymous true")
                        + "\n");
        process = new ServerProcess(
                List.of(
                        program.toString(),
                        "-c",
                        directory.resolve("mosquitto.conf").toString()),
                Map.of(),
                port,
                directory);
        process.start();
    }

    String uri() {
        return "mqtt://127.0.0.1:" + port;
    }

    private Mqtt5AsyncClient client() {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync();
        var unused = client.connect().join();
        return client;
    }

    /** Returns when the broker has them, as far as it says so. */
    void publish(String topic, MqttQos quality, List<String> messages) {
        Mqtt5AsyncClient client = client();
        CompletableFuture.allOf(messages.stream()
                        .map(message -> client.publishWith()
                                .topic(topic)
                                .qos(quality)
                                .payload(message.getBytes(StandardCharsets.UTF_8))
                                .send())
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        client.disconnect().join();
    }

    /** What is published from now on. */
    BlockingQueue<String> listen(String topic) {
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        Mqtt5AsyncClient client = client();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                message -> messages.add(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8)));
        var unused = client.subscribeWith()
                .topicFilter(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send()
                .join();
        return messages;
    }

    @Override
    public void close() {
        process.close();
    }
}
