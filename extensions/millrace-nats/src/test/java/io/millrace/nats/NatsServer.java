package io.millrace.nats;

import io.millrace.servers.ServerProcess;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Options;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A NATS with JetStream of a test's own. */
final class NatsServer implements AutoCloseable {

    final int port = ServerProcess.freePort();
    final ServerProcess process;
    Connection connection;
    private final String user;

    /** @param user with a colon and a password, or empty */
    NatsServer(Path directory, String user) throws Exception {
        this.user = user;
        List<String> command = new ArrayList<>(List.of(
                ServerProcess.program("nats-server", "nats-server").toString(),
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-js",
                "-sd",
                directory.toString()));
        if (!user.isEmpty()) {
            int colon = user.indexOf(':');
            command.addAll(List.of("--user", user.substring(0, colon), "--pass", user.substring(colon + 1)));
        }
        process = new ServerProcess(command, Map.of(), port, directory);
        process.start();
        connection = connect();
    }

    private Connection connect() throws Exception {
        return io.nats.client.Nats.connect(new Options.Builder()
                .server(uri())
                .errorListener(new io.nats.client.ErrorListener() {})
                .build());
    }

    /** Kills it; returns when it has been started again and takes messages for its streams. */
    void restart() throws Exception {
        process.kill();
        connection.close();
        process.start();
        connection = connect();
        while (!serves()) {
            Thread.onSpinWait();
        }
    }

    private boolean serves() throws Exception {
        try {
            return !connection.jetStreamManagement().getStreamNames().isEmpty();
        } catch (IOException | JetStreamApiException e) {
            return false;
        }
    }

    String uri() {
        return "nats://" + (user.isEmpty() ? "" : user + "@") + "127.0.0.1:" + port;
    }

    void makeStream(String name) throws Exception {
        var unused = connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(name + ".*")
                        .storageType(StorageType.File)
                        .build());
    }

    void publish(String stream, int from, int count) throws Exception {
        for (int i = from; i < from + count; i++) {
            var unused = connection
                    .jetStream()
                    .publish(stream + ".n", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Returns when all that is in the stream has been acknowledged, which the server takes note of later. */
    void awaitAcknowledged(String stream, String consumer) throws Exception {
        ConsumerInfo info;
        do {
            info = connection.jetStreamManagement().getConsumerInfo(stream, consumer);
        } while (info.getNumAckPending() + info.getNumPending() > 0);
    }

    List<String> messages(String stream) throws Exception {
        List<String> messages = new ArrayList<>();
        var context = connection.getStreamContext(stream);
        long last = context.getStreamInfo().getStreamState().getLastSequence();
        for (long sequence = 1; sequence <= last; sequence++) {
            messages.add(new String(context.getMessage(sequence).getData(), StandardCharsets.UTF_8));
        }
        return messages;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.close();
    }
}
