package io.millrace.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.millrace.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A RabbitMQ of the tests' own, with its data in a directory. */
final class RabbitMqServer implements AutoCloseable {

    /** Without what Debian has in front of it, which changes the user. */
    private static final Path UNWRAPPED = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    final int port = ServerProcess.freePort();
    private final int namesPort = ServerProcess.freePort();
    final ServerProcess process;

    RabbitMqServer(Path directory) throws Exception {
        Path program = ServerProcess.program("rabbitmq-server", "rabbitmq-server");
        if (Files.isExecutable(UNWRAPPED)) {
            program = UNWRAPPED;
        }
        Files.writeString(
                directory.resolve("rabbitmq.conf"),
                "listeners.tcp.local = 127.0.0.1:" + port + "\nloopback_users.guest = false\n");
        Files.writeString(directory.resolve("plugins"), "[].");
        process = new ServerProcess(
                List.of(program.toString()),
                Map.of(
                        "RABBITMQ_NODENAME", "millrace" + port + "@localhost",
                        "RABBITMQ_MNESIA_BASE", directory.resolve("data").toString(),
                        "RABBITMQ_LOG_BASE", directory.resolve("log").toString(),
                        "RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                                directory.resolve("plugins").toString(),
                        "RABBITMQ_DIST_PORT", Integer.toString(ServerProcess.freePort()),
                        "ERL_EPMD_PORT", Integer.toString(namesPort),
                        "HOME", directory.toString()),
                port,
                directory);
        process.start();
    }

    String uri() {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    /** Does something on a connection of its own. */
    interface Work<R> {
        R with(Channel channel) throws Exception;
    }

    <R> R on(Work<R> work) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            return work.with(channel);
        }
    }

    void makeQueue(String name) throws Exception {
        var unused = on(channel -> channel.queueDeclare(name, true, false, false, Map.of()));
    }

    /** Messages that have ids. */
    void publish(String queue, List<String> messages) throws Exception {
        on(channel -> {
            var unused = channel.confirmSelect();
            for (String message : messages) {
                BasicProperties properties = new BasicProperties.Builder()
                        .deliveryMode(2)
                        .messageId("id of " + message)
                        .build();
                channel.basicPublish("", queue, properties, message.getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie(10_000);
            return messages;
        });
    }

    /** Takes out what is in a queue, of which nobody else has anything. */
    List<String> take(String queue) throws Exception {
        return on(channel -> {
            List<String> messages = new ArrayList<>();
            for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
                messages.add(new String(got.getBody(), StandardCharsets.UTF_8));
            }
            return messages;
        });
    }

    /** With the daemon of names that it has started. */
    @Override
    public void close() {
        process.close();
        try {
            int unused = new ProcessBuilder("epmd", "-port", Integer.toString(namesPort), "-kill")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
