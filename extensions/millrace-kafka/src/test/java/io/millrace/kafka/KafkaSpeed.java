package io.millrace.kafka;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Sources;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How fast sources and sinks are beside Kafka's clients alone, in turns, against one broker. Arguments: records, rounds. */
@SuppressWarnings("FutureReturnValueIgnored") // what sends is closed, which waits
public final class KafkaSpeed {

    private static final int PARTITIONS = 4;
    private static final byte[] VALUE = "x".repeat(100).getBytes(StandardCharsets.UTF_8);

    private final Broker broker;
    private final int records;
    private final String input;

    private KafkaSpeed(Broker broker, int records) throws Exception {
        this.broker = broker;
        this.records = records;
        input = broker.topic("input", PARTITIONS);
    }

    public static void main(String[] arguments) throws Exception {
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        try (Broker broker = Broker.start()) {
            KafkaSpeed speed = new KafkaSpeed(broker, records);
            speed.produce(speed.input);
            for (int round = 0; round < rounds; round++) {
                speed.say("consumer alone", speed.time(speed::consume));
                speed.say("source", speed.time(speed::source));
                String topic = broker.topic("plain", PARTITIONS);
                speed.say("producer alone", speed.time(() -> speed.produce(topic)));
                String atLeastOnce = broker.topic("at-least-once", PARTITIONS);
                speed.say("sink at least once", speed.time(() -> speed.sink(atLeastOnce, false)));
                String once = broker.topic("once", PARTITIONS);
                speed.say("sink exactly once", speed.time(() -> speed.sink(once, true)));
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private double time(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void say(String what, double seconds) {
        System.out.printf(Locale.ROOT, "%-20s %,12.0f records/s%n", what, records / seconds);
    }

    private void consume() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new TopicPartition(input, i));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.servers(),
                        "max.poll.records",
                        "2000",
                        "fetch.max.bytes",
                        "16777216"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int read = 0; read < records; ) {
                read += consumer.poll(Duration.ofMillis(200)).count();
            }
        }
    }

    private void source() {
        Pipeline pipeline = Pipeline.create("source");
        pipeline.source(
                        "input",
                        Kafka.source(broker.servers(), input)
                                .values(Format.bytes())
                                .endingAt(Offsets.latest()))
                .to("none", Sinks.discard());
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
        pipeline.source("values", Sources.generate(index -> VALUE).count(records))
                .to("sink", once ? sink : sink.atLeastOnce());
        run(
                pipeline,
                once
                        ? JobOptions.defaults()
                                .withSnapshots(Snapshots.in(Files.createTempDirectory("speed"))
                                        .every(Duration.ofSeconds(1)))
                        : JobOptions.defaults());
    }

    private static void run(Pipeline pipeline, JobOptions options) {
        try (Engine engine = Engine.create();
                Job job = engine.start(pipeline, options)) {
            job.join();
        }
    }
}
