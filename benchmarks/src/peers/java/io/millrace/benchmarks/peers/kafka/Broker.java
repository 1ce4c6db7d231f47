package io.millrace.benchmarks.peers.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A broker that is its own controller, in a temporary folder. */
final class Broker implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int NODE = 1;
    private static final String CONTROLLER = "CONTROLLER";

    private static final Map<String, String> ALONE = Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            // All threads of an application are there before partitions are given out: what is in memory cannot move.
            "group.initial.rebalance.delay.ms", "1000",
            // Nobody else can take over, however long the machine has been busy with something else.
            "broker.session.timeout.ms", "1800000",
            "auto.create.topics.enable", "false");

    /** Trades are decades old; topics go at once when they are deleted. */
    private static final Map<String, String> BIG_AND_OLD = Map.of(
            "log.retention.ms", "-1",
            "log.retention.bytes", "-1",
            "log.segment.delete.delay.ms", "0",
            "socket.send.buffer.bytes", "1048576",
            "socket.receive.buffer.bytes", "1048576",
            "num.network.threads", "2",
            "num.io.threads", "2");

    private final Path folder = Files.createTempDirectory("kafka");
    private final String address;
    private final KafkaRaftServer server;

    /** For when the JVM is stopped before its time: topics are large. */
    private final Thread deletion = new Thread(this::delete, "delete-broker");

    Broker() throws Exception {
        int[] ports = freePorts(2);
        address = HOST + ":" + ports[0];
        format(log());
        server = new KafkaRaftServer(new KafkaConfig(config(ports[1]), false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(deletion);
        server.startup();
    }

    private static int[] freePorts(int count) throws IOException {
        ServerSocket[] sockets = new ServerSocket[count];
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static void format(Path log) throws Exception {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .addDirectory(log.toString())
                    .setMetadataLogDirectory(log.toString())
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setControllerListenerName(CONTROLLER)
                    .run();
        }
    }

    private Map<String, String> config(int controllerPort) {
        String controller = HOST + ":" + controllerPort;
        Map<String, String> config = new HashMap<>();
        config.put("node.id", Integer.toString(NODE));
        config.put("process.roles", "broker,controller");
        config.put("listeners", "PLAINTEXT://" + address + "," + CONTROLLER + "://" + controller);
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        config.put("controller.listener.names", CONTROLLER);
        config.put("controller.quorum.voters", NODE + "@" + controller);
        config.put("log.dirs", log().toString());
        config.putAll(ALONE);
        config.putAll(BIG_AND_OLD);
        return config;
    }

    private Path log() {
        return folder.resolve("log");
    }

    /** Where clients find it. */
    String address() {
        return address;
    }

    /** A folder for the state of applications. */
    Path stateFolder() {
        return folder.resolve("state");
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        Runtime.getRuntime().removeShutdownHook(deletion);
        delete();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the broker's folder " + folder, e);
        }
    }
}
