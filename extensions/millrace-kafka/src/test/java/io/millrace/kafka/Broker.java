package io.millrace.kafka;

import io.millrace.servers.ServerProcess;
import io.millrace.servers.TestJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker of Kafka in a JVM of its own, with its data in a directory that goes when the tests end. */
@SuppressWarnings("FutureReturnValueIgnored") // what sends is closed, which waits
final class Broker implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static final String[] SMALL = {"-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"};

    private final Path directory;
    private final Path log;
    private final int node;
    private final int port;
    private final int controllerPort;
    private final String cluster;
    private final Map<String, String> more;
    private final List<String> jvm;
    private Process process;
    private Admin admin;

    /** The one that most tests share: made by the first that asks. */
    private static final class Shared {
        static final Broker BROKER = Broker.start();
    }

    private Broker(int node, int controllerPort, String cluster, Map<String, String> more, List<String> jvm)
            throws IOException {
        this.node = node;
        this.controllerPort = controllerPort;
        this.cluster = cluster;
        this.more = more;
        this.jvm = jvm;
        port = ServerProcess.freePort();
        directory = Files.createTempDirectory("millrace-kafka");
        log = directory.resolve("broker.log");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    static Broker shared() {
        return Shared.BROKER;
    }

    /** One of a test's own, to be killed and so on. */
    static Broker start() {
        return start(SMALL);
    }

    /** One whose JVM has some options. */
    static Broker start(String... jvm) {
        return first(Map.of(), jvm);
    }

    /** One with some settings, which others of its cluster have, too. */
    static Broker start(Map<String, String> settings) {
        return first(settings, SMALL);
    }

    private static Broker first(Map<String, String> settings, String... jvm) {
        return start(1, ServerProcess.freePort(), Uuid.randomUuid().toString(), settings, List.of(jvm));
    }

    /** One more in its cluster. */
    Broker another() {
        return start(node + 1, controllerPort, cluster, more, jvm);
    }

    private static Broker start(
            int node, int controllerPort, String cluster, Map<String, String> settings, List<String> jvm) {
        try {
            Broker broker = new Broker(node, controllerPort, cluster, settings, jvm);
            broker.writeSettings();
            broker.restart();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeSettings() throws IOException {
        boolean isController = node == 1;
        String listener = "PLAINTEXT://localhost:" + port;
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                isController ? "broker,controller" : "broker",
                "node.id",
                "" + node,
                "controller.quorum.voters",
                "1@localhost:" + controllerPort,
                "listeners",
                isController ? listener + ",CONTROLLER://localhost:" + controllerPort : listener,
                "controller.listener.names",
                "CONTROLLER",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "log.dirs",
                directory.resolve("data").toString(),
                "auto.create.topics.enable",
                "false",
                "log.retention.ms",
                "-1",
                "group.initial.rebalance.delay.ms",
                "0"));
        settings.putAll(Map.of(
                "advertised.listeners", listener,
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "2",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "2",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "200",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1"));
        settings.putAll(more);
        try (var out = Files.newBufferedWriter(directory.resolve("server.properties"))) {
            settings.store(out, null);
        }
    }

    /** Starts it where it is down; returns when it answers. */
    void restart() {
        try {
            List<String> options = new ArrayList<>(jvm);
            options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
            process = TestJvm.command(
                            options,
                            BrokerProcess.class.getName(),
                            directory.resolve("server.properties").toString(),
                            cluster)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            awaitAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() throws IOException {
        Instant end = Instant.now().plus(Duration.ofMinutes(4));
        while (process.isAlive() && Instant.now().isBefore(end)) {
            try (Admin asking = Admin.create(Map.of(
                    "bootstrap.servers", servers(), "default.api.timeout.ms", "5000", "request.timeout.ms", "4000"))) {
                if (!asking.describeCluster().nodes().get().isEmpty()) {
                    return;
                }
            } catch (Exception e) {
                // not yet
            }
        }
        String text = Files.readString(log);
        throw new IllegalStateException("no broker: " + text.substring(Math.max(0, text.length() - 8_000)));
    }

    /** As kill -9 does. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Has it shut down, as whoever restarts a broker does. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String servers() {
        return "localhost:" + port;
    }

    synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of("bootstrap.servers", servers()));
        }
        return admin;
    }

    /** A name that no other test has. */
    static String name(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    /** Makes a topic with a name of its own. */
    String topic(String prefix, int partitions) throws Exception {
        String name = name(prefix);
        create(name, partitions);
        return name;
    }

    void create(String name, int partitions) throws Exception {
        admin().createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all()
                .get(1, TimeUnit.MINUTES);
        awaitPartitions(name, partitions);
    }

    void grow(String topic, int partitions) throws Exception {
        admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get(1, TimeUnit.MINUTES);
        awaitPartitions(topic, partitions);
    }

    /** The broker hears of it from the controller. */
    private void awaitPartitions(String topic, int partitions) throws Exception {
        for (int found = 0; found < partitions; ) {
            try {
                found = admin().describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic)
                        .partitions()
                        .size();
            } catch (ExecutionException e) {
                found = 0;
            }
        }
    }

    /** Waits until so many partitions have a leader. */
    void awaitLeaders(String topic, int partitions) throws Exception {
        while (leaders(topic) != partitions) {
            Thread.onSpinWait();
        }
    }

    private long leaders(String topic) throws Exception {
        try {
            return admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                    .filter(partition ->
                            partition.leader() != null && !partition.leader().isEmpty())
                    .count();
        } catch (ExecutionException e) {
            return 0;
        }
    }

    void deleteBefore(String topic, int partition, long offset) throws Exception {
        admin().deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", servers()), new StringSerializer(), new StringSerializer());
    }

    /** Writes values to a partition. */
    void write(String topic, int partition, String... values) {
        try (KafkaProducer<String, String> producer = producer()) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, partition, null, value));
            }
            producer.flush();
        }
    }

    /** All values that a reader of committed records finds now, in the order of each partition. */
    List<String> read(String topic) {
        return readRecords(topic).stream().map(ConsumerRecord::value).toList();
    }

    int count(String topic) {
        return readRecords(topic).size();
    }

    List<ConsumerRecord<String, String>> readRecords(String topic) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", servers(), "isolation.level", "read_committed", "auto.offset.reset", "earliest"));
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = decidedEnds(all);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Where partitions end, when no transaction is under way: one that has been committed is seen a little later. */
    private Map<TopicPartition, Long> decidedEnds(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> committed;
        Map<TopicPartition, Long> all;
        do {
            all = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
            committed = ends(partitions, IsolationLevel.READ_COMMITTED);
        } while (!all.equals(committed));
        return all;
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions, IsolationLevel isolation) {
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin().listOffsets(
                            partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())),
                            new ListOffsetsOptions(isolation))
                    .all()
                    .get()
                    .forEach((partition, info) -> ends.put(partition, info.offset()));
            return ends;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How much has been written to a topic: its records, in whatever transactions, and what ends these. */
    long written(String topic) throws Exception {
        List<TopicPartition> all =
                admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        return ends(all, IsolationLevel.READ_UNCOMMITTED).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    Map<TopicPartition, OffsetAndMetadata> groupOffsets(String group) throws Exception {
        return admin().listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        } catch (IOException | InterruptedException e) {
            // nothing depends on it
        }
    }
}
