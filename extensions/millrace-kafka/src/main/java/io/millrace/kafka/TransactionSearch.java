package io.millrace.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks brokers what there is of a {@link HangingTransaction}. */
final class TransactionSearch {

    /** What others may have written behind it, beside as many records as it has itself: records of a partition. */
    private static final long BEHIND = 10_000;

    private static final Duration WAIT = Duration.ofMillis(200);

    private final Clients clients;
    private final String clientId;
    private final String transactionalId;
    private final Duration patience;

    /** @param patience how long it waits for records that brokers have and do not tell */
    TransactionSearch(Clients clients, String clientId, String transactionalId, Duration patience) {
        this.clients = clients;
        this.clientId = clientId;
        this.transactionalId = transactionalId;
        this.patience = patience;
    }

    /**
     * Whether brokers say that none of its rows is committed.
     *
     * @throws org.apache.kafka.common.KafkaException also as the cause of another: they do not say
     */
    boolean isOpenAsAWhole(HangingTransaction hanging) throws Exception {
        try (KafkaConsumer<byte[], byte[]> all = clients.asking(clientId + "-all", null, true);
                KafkaConsumer<byte[], byte[]> committed = clients.asking(clientId + "-committed", null, false)) {
            look(hanging, all, committed);
        }
        // Asked last: what is open still was so when records were read.
        return hanging.isOpenAsAWhole(begun(hanging.undecidedPartitions()));
    }

    private void look(
            HangingTransaction hanging, KafkaConsumer<byte[], byte[]> all, KafkaConsumer<byte[], byte[]> committed) {
        Set<TopicPartition> partitions = hanging.topics().stream()
                .flatMap(topic -> all.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> decided = committed.endOffsets(partitions);
        Map<TopicPartition, Long> ends = all.endOffsets(partitions);
        Map<TopicPartition, Long> starts = all.beginningOffsets(partitions);
        starts.replaceAll((partition, first) ->
                Math.max(first, Math.min(decided.get(partition), ends.get(partition) - 2 * hanging.rows() - BEHIND)));
        read(all, starts, ends, record -> hanging.found(record, decided.get(partitionOf(record))));
        read(committed, starts, decided, hanging::foundCommitted);
    }

    /** @throws TimeoutException nothing more has come, which is how it is when a leader goes away */
    void read(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> reading) {
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        long polls = patience.dividedBy(WAIT);
        long left = polls;
        for (long missing = missing(consumer, ends); missing > 0; ) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                if (record.offset() < ends.get(partitionOf(record))) {
                    reading.accept(record);
                }
            }
            long before = missing;
            missing = missing(consumer, ends);
            left = missing < before ? polls : left - 1;
            if (left < 0) {
                throw new TimeoutException("for " + patience.toMillis() + " ms no broker has told the " + missing
                        + " records that are missing of " + starts.keySet());
            }
        }
    }

    private static long missing(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Where in some of the partitions a transaction begins that is this sink's and open there. */
    private Map<TopicPartition, Long> begun(Set<TopicPartition> partitions) throws Exception {
        try (Admin admin = clients.admin(clientId + "-producers")) {
            long producer = admin.describeTransactions(List.of(transactionalId))
                    .description(transactionalId)
                    .get()
                    .producerId();
            Map<TopicPartition, Long> begun = new HashMap<>();
            admin.describeProducers(partitions)
                    .all()
                    .get()
                    .forEach((partition, state) -> state.activeProducers().stream()
                            .filter(each -> each.producerId() == producer)
                            .flatMapToLong(each -> each.currentTransactionStartOffset().stream())
                            .forEach(start -> begun.put(partition, start)));
            return begun;
        }
    }

    private static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
