package io.millrace.kafka;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sink;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How fast sources and sinks are beside Kafka's clients alone, and a copy from topic to topic beside another system's, in turns, against one broker. Arguments: records, rounds. With Kafka Streams it
 * is run by StreamsSpeed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what sends is closed, which waits
public final class KafkaSpeed {

    static final int PARTITIONS = 4;
    private static final byte[] VALUE = "x".repeat(100).getBytes(StandardCharsets.UTF_8);
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final List<Duration> INTERVALS = List.of(Duration.ofSeconds(1), Duration.ofMillis(100));

    private final Broker broker;
    private final int records;
    private final String input;
    private final Map<String, Line> table = new LinkedHashMap<>();

    /**
     * A line of the table.
     *
     * @param besides the one to compare it with, or null
     * @param goal what the ratio is to be at least; 0 for none
     */
    private record Line(String besides, double goal, List<Double> rates, List<Double> cpu) {}

    /**
     * What something took, seconds.
     *
     * @param cpu of all threads of this process, which does not have the broker's: others that run on the machine are no part of it
     */
    record Cost(double time, double cpu) {

        /** What the clocks show now. */
        static Cost now() {
            return new Cost(System.nanoTime() / 1e9, SYSTEM.getProcessCpuTime() / 1e9);
        }

        Cost since(Cost start) {
            return new Cost(time - start.time, cpu - start.cpu);
        }
    }

    /** Another system that copies a topic exactly once. */
    interface Copier {

        /**
         * Copies records from topic to topic.
         *
         * @param interval how often to commit
         * @return what it took, from when it was ready
         */
        Cost copy(String servers, String from, String to, int records, Duration interval) throws Exception;
    }

    private KafkaSpeed(Broker broker, int records) throws Exception {
        this.broker = broker;
        this.records = records;
        input = broker.topic("input", PARTITIONS);
    }

    public static void main(String[] arguments) throws Exception {
        run(arguments, null, null);
    }

    /** @param other what else copies, or null */
    static void run(String[] arguments, String name, Copier other) throws Exception {
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        try (Broker broker = Broker.start("-Xmx1g", "-XX:+UseSerialGC")) {
            KafkaSpeed speed = new KafkaSpeed(broker, records);
            speed.produce(speed.input);
            for (int round = 0; round < rounds; round++) {
                speed.round(name, other);
                System.out.printf(Locale.ROOT, "round %d of %d%n", round + 1, rounds);
            }
            speed.print();
        }
    }

    private void round(String name, Copier other) throws Exception {
        add("consumer alone", null, 0, time(this::consume));
        add("source", "consumer alone", 0.8, time(this::source));
        String plain = broker.topic("plain", PARTITIONS);
        add("producer alone", null, 0, time(() -> produce(plain)));
        String atLeastOnce = broker.topic("at-least-once", PARTITIONS);
        add("sink at least once", "producer alone", 0.8, time(() -> sink(atLeastOnce, false)));
        String once = broker.topic("once", PARTITIONS);
        add("sink exactly once", "producer alone", 0, time(() -> sink(once, true)));
        for (Duration interval : INTERVALS) {
            String each = ", every " + interval.toMillis() + " ms";
            if (other != null) {
                String there = broker.topic("there", PARTITIONS);
                add(name + each, null, 0, other.copy(broker.servers(), input, there, records, interval));
                check(there);
            }
            String here = broker.topic("here", PARTITIONS);
            add("topic to topic" + each, other == null ? null : name + each, 3, time(() -> copy(here, interval)));
            check(here);
        }
    }

    /** Has all of it been copied, once? */
    private void check(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            int count = 0;
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
            if (count != records) {
                throw new IllegalStateException(topic + " has " + count + " records, and not " + records);
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Cost time(Work work) throws Exception {
        Cost start = Cost.now();
        work.run();
        return Cost.now().since(start);
    }

    private void add(String what, String besides, double goal, Cost cost) {
        Line line =
                table.computeIfAbsent(what, newLine -> new Line(besides, goal, new ArrayList<>(), new ArrayList<>()));
        line.rates().add(records / cost.time());
        line.cpu().add(cost.cpu() / records * 1e6);
    }

    /** Medians; of ratios, too, each of two that were measured in one round. */
    private void print() {
        table.forEach((what, line) -> {
            System.out.printf(
                    Locale.ROOT,
                    "%-32s %,12.0f records/s, CPU %5.2f us each",
                    what,
                    median(line.rates()),
                    median(line.cpu()));
            if (line.besides() != null) {
                Line other = table.get(line.besides());
                System.out.printf(
                        Locale.ROOT,
                        "  %5.2f x %s%s, by CPU %5.2f x",
                        median(ratios(line.rates(), other.rates())),
                        line.besides(),
                        line.goal() == 0 ? "" : " (goal " + line.goal() + ")",
                        median(ratios(other.cpu(), line.cpu())));
            }
            System.out.println();
        });
    }

    private static List<Double> ratios(List<Double> ones, List<Double> others) {
        return IntStream.range(0, ones.size())
                .mapToObj(round -> ones.get(round) / others.get(round))
                .toList();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.servers(),
                        "isolation.level",
                        isolation,
                        "max.poll.records",
                        "2000",
                        "fetch.max.bytes",
                        "16777216"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void consume() {
        List<TopicPartition> partitions = partitions(input);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_uncommitted")) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int read = 0; read < records; ) {
                read += consumer.poll(Duration.ofMillis(200)).count();
            }
        }
    }

    private KafkaSource<byte[]> values() {
        return Kafka.source(broker.servers(), input).values(Format.bytes()).endingAt(Offsets.latest());
    }

    private void source() {
        Pipeline pipeline = Pipeline.create("source");
        pipeline.source("input", values()).to("none", Sinks.discard());
        run(pipeline, JobOptions.defaults());
    }

    private void produce(String topic) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers(), "linger.ms", "5", "batch.size", "65536"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, VALUE));
            }
        }
    }

    private void sink(String topic, boolean once) throws Exception {
        Pipeline pipeline = Pipeline.create(topic);
        KafkaSink<byte[]> sink = Kafka.sink(broker.servers(), topic, Format.bytes());
        Sink<byte[]> chosen = once ? sink : sink.atLeastOnce();
        pipeline.source("values", Sources.generate(index -> VALUE).count(records))
                .to("sink", chosen);
        run(pipeline, once ? snapshots(INTERVALS.get(0)) : JobOptions.defaults());
    }

    private void copy(String topic, Duration interval) throws Exception {
        Pipeline pipeline = Pipeline.create(topic);
        pipeline.source("input", values())
                .map(value -> value)
                .to("output", Kafka.sink(broker.servers(), topic, Format.bytes()));
        run(pipeline, snapshots(interval));
    }

    private static JobOptions snapshots(Duration interval) throws Exception {
        return JobOptions.defaults()
                .withSnapshots(Snapshots.in(Files.createTempDirectory("speed")).every(interval));
    }

    private static void run(Pipeline pipeline, JobOptions options) {
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, options)) {
            job.join();
        }
    }
}
