package io.millrace.kafka;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** {@link KafkaSpeed} with Kafka Streams beside it, in one run. Arguments: records, rounds. */
public final class StreamsSpeed {

    private static final int THREADS = 2;

    private StreamsSpeed() {}

    public static void main(String[] arguments) throws Exception {
        KafkaSpeed.run(arguments, "Kafka Streams", StreamsSpeed::copy);
    }

    /** From when its threads have their partitions, until the broker has all of it committed. */
    private static KafkaSpeed.Cost copy(String servers, String from, String to, int records, Duration interval)
            throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(from, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(value -> value)
                .to(to, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        CountDownLatch running = new CountDownLatch(1);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaStreams streams = new KafkaStreams(builder.build(), settings(servers, to, interval))) {
            streams.setStateListener((now, before) -> {
                if (now == State.RUNNING || now == State.ERROR) {
                    running.countDown();
                }
            });
            streams.start();
            running.await();
            KafkaSpeed.Cost start = KafkaSpeed.Cost.now();
            while (committed(admin, to) < records) {
                if (streams.state() != State.RUNNING && streams.state() != State.REBALANCING) {
                    throw new IllegalStateException("Kafka Streams is " + streams.state());
                }
                LockSupport.parkNanos(5_000_000);
            }
            return KafkaSpeed.Cost.now().since(start);
        }
    }

    static Properties settings(String servers, String application, Duration interval) throws Exception {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, interval.toMillis());
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
        settings.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Files.createTempDirectory("streams").toString());
        settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        // As here, where they are what the extension sets.
        settings.put(StreamsConfig.consumerPrefix("max.poll.records"), "2000");
        settings.put(StreamsConfig.consumerPrefix("fetch.max.bytes"), "16777216");
        settings.put(StreamsConfig.producerPrefix("linger.ms"), "5");
        settings.put(StreamsConfig.producerPrefix("batch.size"), "131072");
        return settings;
    }

    /** Offsets are in the transactions of the results. */
    private static long committed(Admin admin, String application) throws Exception {
        return admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(position -> position == null ? 0 : position.offset())
                .sum();
    }
}
