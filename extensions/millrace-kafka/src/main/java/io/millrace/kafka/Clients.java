package io.millrace.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka's clients, each with what it is to have unless the user says otherwise, and with what the promises of the extension rest on. Whoever asks for one closes it. */
final class Clients {

    /** What a write of the rows of a snapshot may take. */
    private static final String LONGEST = "300000";

    private final ClientSettings settings;
    private final Failures failures;

    Clients(ClientSettings settings, Failures failures) {
        this.settings = settings;
        this.failures = failures;
    }

    /**
     * Reads partitions that it is assigned.
     *
     * @param group that it may commit to, or null
     */
    KafkaConsumer<byte[], byte[]> reading(String clientId, String group, boolean uncommitted) throws Exception {
        // The records of a poll are handed on without being copied: more of them at a time cost less.
        return consumer(
                Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        "2000",
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        "16777216"),
                clientId,
                group,
                uncommitted,
                true);
    }

    /**
     * Asks, for a sink, what topics there are, and what is in them.
     *
     * @param group whose offsets are asked for, or null
     * @param uncommitted whether what is not decided counts; if not, it is waited for
     */
    KafkaConsumer<byte[], byte[]> asking(String clientId, String group, boolean uncommitted) throws Exception {
        // Markers are on their way for some milliseconds.
        return consumer(Map.of(ConsumerConfig.RETRY_BACKOFF_MS_CONFIG, "5"), clientId, group, uncommitted, false);
    }

    private KafkaConsumer<byte[], byte[]> consumer(
            Map<String, Object> defaults, String clientId, String group, boolean uncommitted, boolean intercepted)
            throws Exception {
        Map<String, Object> must = new HashMap<>(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, clientId,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, uncommitted ? "read_uncommitted" : "read_committed"));
        if (group != null) {
            must.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        }
        Map<String, Object> all = settings.of(ConsumerConfig.configNames(), defaults, must);
        if (!intercepted) {
            // What a sink was given is for producers.
            all.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        }
        return failures.made(() -> new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    Admin admin(String clientId) throws Exception {
        Map<String, Object> all = settings.of(
                AdminClientConfig.configNames(), Map.of(), Map.of(AdminClientConfig.CLIENT_ID_CONFIG, clientId));
        return failures.made(() -> Admin.create(all));
    }

    /** Sends records one by one. */
    KafkaProducer<byte[], byte[]> writing(String clientId) throws Exception {
        return producer(Map.of("linger.ms", "5", "batch.size", "65536"), clientId, Map.of());
    }

    /** Writes what snapshots have. */
    KafkaProducer<byte[], byte[]> writingTransactions(String clientId, String id) throws Exception {
        Map<String, Object> defaults = Map.of(
                "linger.ms", "5",
                "batch.size", "131072",
                "transaction.timeout.ms", LONGEST,
                "delivery.timeout.ms", LONGEST,
                "max.block.ms", LONGEST);
        return producer(defaults, clientId, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
    }

    private KafkaProducer<byte[], byte[]> producer(
            Map<String, Object> defaults, String clientId, Map<String, Object> more) throws Exception {
        Map<String, Object> must = new HashMap<>(more);
        must.putAll(Map.of(
                ProducerConfig.CLIENT_ID_CONFIG, clientId,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true"));
        Map<String, Object> all = settings.of(ProducerConfig.configNames(), defaults, must);
        return failures.made(() -> new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()));
    }
}
