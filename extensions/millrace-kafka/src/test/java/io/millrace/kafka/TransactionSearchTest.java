package io.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** To brokers a transaction under way is what one that hangs is. */
@SuppressWarnings("FutureReturnValueIgnored") // what sends is flushed, which waits
class TransactionSearchTest {

    private static final TopicPartition PLACE = new TopicPartition("results", 0);

    private static final long NOTHING_DECIDED = 0;

    private final Broker broker = Broker.shared();

    @Test
    void shouldTakeRowsForOpenThatBrokersHaveOpenForTheSink() throws Exception {
        HangingTransaction hanging = hanging("results");
        find(hanging, NOTHING_DECIDED, "other", "a", "b");
        assertThat(hanging.isOpenAsAWhole(Map.of(PLACE, 1L))).isTrue();
        assertThat(hanging.undecided())
                .singleElement()
                .satisfies(row -> assertThat(row.value()).isEqualTo(bytes("a")));
    }

    @Test
    void shouldNotTakeRowsForOpenThatAreCommittedAndHadBeenGivenUpBefore() throws Exception {
        HangingTransaction hanging = hanging("results");
        find(hanging, 4, "a", "b", "a", "b");
        hanging.foundCommitted(record(2, "a"));
        hanging.foundCommitted(record(3, "b"));
        assertThat(hanging.isOpenAsAWhole(Map.of())).isFalse();
    }

    @Test
    void shouldNotTakeRowsForOpenThatOnlyAnotherTransactionHoldsUp() throws Exception {
        HangingTransaction hanging = hanging("results");
        find(hanging, NOTHING_DECIDED, "other", "a", "b");
        assertThat(hanging.isOpenAsAWhole(Map.of())).isFalse();
        assertThat(hanging.isOpenAsAWhole(Map.of(PLACE, 2L))).isFalse();
    }

    @Test
    void shouldNotTakeRowsForOpenBehindOthersThatHangInTheSameTransaction() throws Exception {
        HangingTransaction hanging = hanging("results");
        find(hanging, NOTHING_DECIDED, "earlier", "a", "b");
        assertThat(hanging.isOpenAsAWhole(Map.of(PLACE, 0L))).isFalse();
    }

    @Test
    void shouldNotTakeRowsForOpenSomeOfWhichAreMissing() throws Exception {
        HangingTransaction hanging = hanging("results");
        find(hanging, NOTHING_DECIDED, "a");
        assertThat(hanging.isOpenAsAWhole(Map.of(PLACE, 0L))).isFalse();
    }

    @Test
    void shouldAskBrokersWhoseTransactionIsOpen() throws Exception {
        String topic = broker.topic("search", 1);
        String other = topic + "-other";
        KafkaProducer<byte[], byte[]> holding = begin(other, topic, "held");
        KafkaProducer<byte[], byte[]> open = begin(topic, topic, "a", "b");
        assertThat(isOpenAsAWhole(topic)).as("open behind another one").isTrue();
        end(topic, open, KafkaProducer::abortTransaction);
        assertThat(isOpenAsAWhole(topic))
                .as("given up, which another one holds up")
                .isFalse();
        end(other, holding, KafkaProducer::commitTransaction);
        assertThat(isOpenAsAWhole(topic)).as("given up").isTrue();

        holding = begin(other, topic, "held");
        end(topic, begin(topic, topic, "a", "b"), KafkaProducer::commitTransaction);
        assertThat(isOpenAsAWhole(topic))
                .as("committed, which another one holds up")
                .isFalse();
        end(other, holding, KafkaProducer::commitTransaction);
        assertThat(isOpenAsAWhole(topic)).as("committed").isFalse();
    }

    @Test
    void shouldGiveUpReadingWhereNothingMoreComes() throws Exception {
        String topic = broker.topic("search", 1);
        TopicPartition partition = new TopicPartition(topic, 0);
        broker.write(topic, 0, "a");
        Clients clients = clients();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.asking("search", null, true)) {
            TransactionSearch search = new TransactionSearch(clients, "search", topic, Duration.ofMillis(400));
            assertThatThrownBy(() -> search.read(consumer, Map.of(partition, 0L), Map.of(partition, 3L), record -> {}))
                    .isInstanceOf(TimeoutException.class)
                    // on a busy machine the one that is there may not have come either
                    .hasMessageMatching(
                            ".*no broker has told the [23] records that are missing of \\[" + partition + "]");
        }
    }

    private static HangingTransaction hanging(String topic) throws Exception {
        Rows rows = new Rows();
        rows.add(new ProducerRecord<>(topic, bytes("a")));
        rows.add(new ProducerRecord<>(topic, bytes("b")));
        return new HangingTransaction(List.of(new PreparedRows(1, 1, 0, rows.count(), rows.take())));
    }

    private static void find(HangingTransaction hanging, long decided, String... values) {
        for (int i = 0; i < values.length; i++) {
            hanging.found(record(i, values[i]), decided);
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
        return new ConsumerRecord<>(PLACE.topic(), PLACE.partition(), offset, null, bytes(value));
    }

    private boolean isOpenAsAWhole(String topic) throws Exception {
        return new TransactionSearch(clients(), topic, topic, Duration.ofMinutes(1)).isOpenAsAWhole(hanging(topic));
    }

    private Clients clients() {
        ClientSettings settings = new ClientSettings(broker.servers());
        return new Clients(settings, new Failures("sink 'search'", broker.servers(), UnwritableSinkException::new));
    }

    private KafkaProducer<byte[], byte[]> producer(String id) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers(), "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private KafkaProducer<byte[], byte[]> begin(String id, String topic, String... values) {
        KafkaProducer<byte[], byte[]> producer = producer(id);
        producer.beginTransaction();
        for (String value : values) {
            producer.send(new ProducerRecord<>(topic, bytes(value)));
        }
        producer.flush();
        return producer;
    }

    /** Returns when all partitions have been told: the next producer of the id waits for that. */
    private void end(
            String id, KafkaProducer<byte[], byte[]> producer, Consumer<KafkaProducer<byte[], byte[]>> ending) {
        ending.accept(producer);
        producer.close();
        producer(id).close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
