package io.millrace.kafka;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that brokers take for ended and that partitions were not told the end of: brokers leave out those that have no leader just then (KAFKA-20734). Where none of its rows is
 * committed it can be given up everywhere, as if it had never been written; one that is committed in part cannot. {@link TransactionSearch} tells it what there is.
 */
final class HangingTransaction {

    private final SortedMap<Marker.UpTo, Map<Content, Integer>> due = new TreeMap<>();
    private final Set<String> topics = new TreeSet<>();

    /** How often a row is there, committed or not. */
    private final Map<Content, Integer> there = new HashMap<>();

    /** Of each partition in which rows are undecided, the first of them. */
    private final Map<TopicPartition, ConsumerRecord<byte[], byte[]>> undecided = new HashMap<>();

    private boolean isCommittedInPart;
    private long rows;

    /** @param prepared what snapshots have that may be in it */
    HangingTransaction(List<PreparedRows> prepared) throws Exception {
        for (PreparedRows each : prepared) {
            Rows.read(each.pieces(), row -> {
                Content content = Content.of(row.topic(), row.key(), row.value());
                due.computeIfAbsent(Marker.UpTo.of(each), newGroup -> new HashMap<>())
                        .merge(content, 1, Integer::sum);
                there.put(content, 0);
                topics.add(row.topic());
                rows++;
            });
        }
    }

    /** A record as far as a row says what it is. */
    private record Content(String topic, ByteBuffer key, ByteBuffer value) {

        static Content of(String topic, byte[] key, byte[] value) {
            return new Content(topic, wrapped(key), wrapped(value));
        }

        static Content of(ConsumerRecord<byte[], byte[]> record) {
            return of(record.topic(), record.key(), record.value());
        }

        private static ByteBuffer wrapped(byte[] bytes) {
            return bytes == null ? null : ByteBuffer.wrap(bytes);
        }
    }

    /** Where its rows go. */
    Set<String> topics() {
        return Collections.unmodifiableSet(topics);
    }

    /** How many rows it has at most. */
    long rows() {
        return rows;
    }

    /**
     * A record that is there, committed or not; those of a partition in order.
     *
     * @param decided up to where its partition is decided, whoever holds it up there
     */
    void found(ConsumerRecord<byte[], byte[]> record, long decided) {
        boolean isOfIt = there.computeIfPresent(Content.of(record), (content, count) -> count + 1) != null;
        if (isOfIt && record.offset() >= decided) {
            undecided.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record);
        }
    }

    /** A record that is committed. */
    void foundCommitted(ConsumerRecord<byte[], byte[]> record) {
        isCommittedInPart |= there.containsKey(Content.of(record));
    }

    /** The partitions in which rows are undecided. */
    Set<TopicPartition> undecidedPartitions() {
        return Collections.unmodifiableSet(undecided.keySet());
    }

    /**
     * Whether none of its rows is committed. Contents do not tell a row from one that was written before, so none like them may be committed. What is undecided must be of the transaction that
     * this sink has open there, and not what somebody else's holds up; and that must begin with it, for rows ahead of it are of one that was committed and hangs there as well.
     *
     * @param begun where in partitions the transaction begins that brokers have open there for this sink
     */
    boolean isOpenAsAWhole(Map<TopicPartition, Long> begun) {
        return !isCommittedInPart
                && undecided.entrySet().stream()
                        .allMatch(first -> Objects.equals(
                                begun.get(first.getKey()), first.getValue().offset()))
                && isThereAsAWhole();
    }

    /** Whether the rows of the first snapshot are there, and of each later one, which may not have been written yet, all or none. */
    private boolean isThereAsAWhole() {
        Map<Content, Integer> left = new HashMap<>(there);
        boolean isFirst = true;
        for (Map<Content, Integer> group : due.values()) {
            boolean all = group.entrySet().stream().allMatch(row -> left.get(row.getKey()) >= row.getValue());
            boolean none = group.keySet().stream().allMatch(row -> left.get(row) <= 0);
            if (!all && (isFirst || !none)) {
                return false;
            }
            if (all) {
                group.forEach((row, count) -> left.merge(row, -count, Integer::sum));
            }
            isFirst = false;
        }
        return true;
    }

    /** Of each partition in which rows are undecided, one of them, for that. */
    Collection<ProducerRecord<byte[], byte[]>> undecided() {
        return undecided.values().stream()
                .map(row -> new ProducerRecord<>(row.topic(), row.partition(), row.key(), row.value()))
                .toList();
    }
}
