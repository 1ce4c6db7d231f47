package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.Batch;
import io.millrace.sink.Committer;
import io.millrace.sink.TransactionalWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Brokers have lost the end of a transaction, since partitions had no leader when it ended. {@code -Dmillrace.clusters=true} has it tried: with two brokers, one of which is killed and started
 * again for each test, it takes a minute.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what sends is flushed, which waits
@EnabledIfSystemProperty(named = "millrace.clusters", matches = "true")
class HangingTransactionTest {

    private static final String ID = "millrace-job-sink";

    private static final Map<String, String> SETTINGS =
            Map.of("broker.session.timeout.ms", "4000", "broker.heartbeat.interval.ms", "500");

    @Test
    void shouldGiveItUpAndWriteItsRowsOnceWhereNoneOfThemIsCommitted() throws Exception {
        try (Broker broker = Broker.start(SETTINGS);
                Broker lost = other(broker)) {
            create(broker, "results", Map.of(0, List.of(2), 1, List.of(2)));
            PreparedRows rows = hang(broker, lost, 0);
            Committer<PreparedRows> next = sink(broker).committer(new FakeContext("job", 2, -1));
            next.recover(List.of(rows));
            next.close();
            assertThat(broker.read("results")).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void shouldGoOnGivingItUpWhereAnAttemptHasDoneThatInPart() throws Exception {
        try (Broker broker = Broker.start(SETTINGS);
                Broker lost = other(broker)) {
            create(broker, "results", Map.of(0, List.of(2), 1, List.of(2)));
            PreparedRows rows = hang(broker, lost, 0);
            try (KafkaProducer<byte[], byte[]> killed = producer(broker)) {
                killed.initTransactions();
                killed.beginTransaction();
                killed.send(new ProducerRecord<>("results", 1, null, bytes("b")));
                killed.flush();
                killed.abortTransaction();
            }
            Committer<PreparedRows> next = sink(broker).committer(new FakeContext("job", 2, -1));
            next.recover(List.of(rows));
            next.close();
            assertThat(broker.read("results")).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void shouldSayWhatToDoWhereSomeOfThemAreCommitted() throws Exception {
        try (Broker broker = Broker.start(SETTINGS);
                Broker lost = other(broker)) {
            create(broker, "results", Map.of(0, List.of(1), 1, List.of(2)));
            PreparedRows rows = hang(broker, lost, 1);
            Committer<PreparedRows> next = sink(broker).committer(new FakeContext("job", 2, -1));
            assertThatThrownBy(() -> next.recover(List.of(rows)))
                    .hasMessageContaining("this sink cannot see that none of its records are committed")
                    .hasMessageContaining("kafka-transactions.sh find-hanging");
            next.close();
        }
    }

    @Test
    void shouldSayWhatToDoWhereAllOfThemAreCommittedThatHadBeenGivenUpBefore() throws Exception {
        try (Broker broker = Broker.start(SETTINGS);
                Broker lost = other(broker)) {
            create(broker, "results", Map.of(0, List.of(1), 1, List.of(1)));
            try (KafkaProducer<byte[], byte[]> earlier = producer(broker)) {
                earlier.initTransactions();
                earlier.beginTransaction();
                sendRows(earlier);
                earlier.abortTransaction();
            }
            PreparedRows rows = hang(broker, lost, 2);
            Committer<PreparedRows> next = sink(broker).committer(new FakeContext("job", 2, -1));
            assertThatThrownBy(() -> next.recover(List.of(rows)))
                    .hasMessageContaining("this sink cannot see that none of its records are committed");
            next.close();
            assertThat(broker.read("results")).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    /** Has the offsets of groups; the first one has the transactions. */
    private static Broker other(Broker broker) throws Exception {
        create(broker, "first", Map.of(0, List.of(1)));
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("first", bytes("")));
            producer.commitTransaction();
        }
        Broker other = broker.another();
        create(broker, "__consumer_offsets", Map.of(0, List.of(2), 1, List.of(2)));
        return other;
    }

    private static void create(Broker broker, String topic, Map<Integer, List<Integer>> brokers) throws Exception {
        broker.admin().createTopics(List.of(new NewTopic(topic, brokers))).all().get(1, TimeUnit.MINUTES);
        broker.awaitLeaders(topic, brokers.size());
    }

    /**
     * What an attempt has committed of whose transaction the partitions of a broker never hear that.
     *
     * @param left how many partitions of results are at the other one
     */
    private static PreparedRows hang(Broker broker, Broker lost, int left) throws Exception {
        KafkaSink<String> sink = sink(broker);
        Committer<PreparedRows> committer = sink.committer(new FakeContext("job", 1, -1));
        committer.recover(List.of());
        committer.close();
        TransactionalWriter<String, PreparedRows> writer =
                sink.openTransactional(new FakeContext("job", 1, 0), List.of());
        Batch<String> batch = new Batch<>(10);
        batch.add("a");
        batch.add("b");
        batch.add("c");
        writer.write(batch);
        PreparedRows rows = writer.prepare(1);
        writer.close();
        try (KafkaProducer<byte[], byte[]> producer = producer(broker);
                KafkaConsumer<byte[], byte[]> group = consumer(broker)) {
            producer.initTransactions();
            producer.beginTransaction();
            sendRows(producer);
            producer.sendOffsetsToTransaction(
                    Map.of(
                            new TopicPartition("results", 0),
                            new OffsetAndMetadata(1, new Marker(1, Marker.UpTo.of(rows)).text())),
                    group.groupMetadata());
            producer.flush();
            lost.kill();
            broker.awaitLeaders("__consumer_offsets", 0);
            broker.awaitLeaders("results", left);
            producer.commitTransaction();
        }
        lost.restart();
        broker.awaitLeaders("results", 2);
        broker.awaitLeaders("__consumer_offsets", 2);
        return rows;
    }

    private static void sendRows(KafkaProducer<byte[], byte[]> producer) {
        for (int row = 0; row < 3; row++) {
            producer.send(new ProducerRecord<>("results", row % 2, null, bytes("" + (char) ('a' + row))));
        }
        producer.flush();
    }

    private static KafkaSink<String> sink(Broker broker) {
        return Kafka.sink(broker.servers(), "results", Format.strings())
                .with("default.api.timeout.ms", "5000")
                .with("request.timeout.ms", "4000");
    }

    private static KafkaProducer<byte[], byte[]> producer(Broker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers(), "transactional.id", ID),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Broker broker) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.servers(), "group.id", ID),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
