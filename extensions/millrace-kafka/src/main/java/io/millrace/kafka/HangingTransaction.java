package io.millrace.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that brokers take for ended and that partitions were not told the end of: brokers leave out those that have no leader just then (KAFKA-20734). Where none of its rows is
 * committed it can be given up everywhere, as if it had never been written; one that is committed in part cannot.
 */
final class HangingTransaction {

    /** What others may have written behind it, beside as many records as it has itself: records of a partition. */
    private static final long BEHIND = 10_000;

    private static final Duration WAIT = Duration.ofMillis(200);

    private final SortedMap<Marker.UpTo, Map<Content, Integer>> due = new TreeMap<>();
    private final Set<String> topics = new TreeSet<>();

    /** How often a row is there that is not committed. */
    private final Map<Content, Integer> open = new HashMap<>();

    /** Of each partition in which rows are undecided, one of them. */
    private final Map<TopicPartition, ProducerRecord<byte[], byte[]>> undecided = new HashMap<>();

    private long rows;

    /** @param prepared what snapshots have that may be in it */
    HangingTransaction(List<PreparedRows> prepared) throws Exception {
        for (PreparedRows each : prepared) {
            Rows.read(each.pieces(), row -> {
                Content content = Content.of(row.topic(), row.key(), row.value());
                due.computeIfAbsent(Marker.UpTo.of(each), newGroup -> new HashMap<>())
                        .merge(content, 1, Integer::sum);
                open.put(content, 0);
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

        private static ByteBuffer wrapped(byte[] bytes) {
            return bytes == null ? null : ByteBuffer.wrap(bytes);
        }
    }

    /**
     * Looks what there is of it.
     *
     * @param all reads whatever is there
     * @param committed reads what is committed
     */
    void look(KafkaConsumer<byte[], byte[]> all, KafkaConsumer<byte[], byte[]> committed) {
        Set<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> all.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> decided = committed.endOffsets(partitions);
        Map<TopicPartition, Long> ends = all.endOffsets(partitions);
        Map<TopicPartition, Long> starts = all.beginningOffsets(partitions);
        starts.replaceAll((partition, first) ->
                Math.max(first, Math.min(decided.get(partition), ends.get(partition) - 2 * rows - BEHIND)));
        read(all, starts, ends, record -> {
            count(record, 1);
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (record.offset() >= decided.get(partition) && open.containsKey(contentOf(record))) {
                undecided.putIfAbsent(
                        partition,
                        new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value()));
            }
        });
        read(committed, starts, decided, record -> count(record, -1));
    }

    private interface Reading {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends,
            Reading reading) {
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        while (starts.keySet().stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    reading.take(record);
                }
            }
        }
    }

    private void count(ConsumerRecord<byte[], byte[]> record, int change) {
        open.computeIfPresent(contentOf(record), (content, count) -> count + change);
    }

    private static Content contentOf(ConsumerRecord<byte[], byte[]> record) {
        return Content.of(record.topic(), record.key(), record.value());
    }

    /** Whether none of its rows is committed: those of the first snapshot are there and are not, and of each later one, which may not have been written yet, all or none. */
    boolean isOpenAsAWhole() {
        boolean isFirst = true;
        for (Map<Content, Integer> group : due.values()) {
            boolean all = group.entrySet().stream().allMatch(row -> open.get(row.getKey()) >= row.getValue());
            boolean none = group.keySet().stream().allMatch(row -> open.get(row) <= 0);
            if (!all && (isFirst || !none)) {
                return false;
            }
            if (all) {
                group.forEach((row, count) -> open.merge(row, -count, Integer::sum));
            }
            isFirst = false;
        }
        return true;
    }

    /** Of each partition in which rows are undecided, one of them, for that. */
    Collection<ProducerRecord<byte[], byte[]>> undecided() {
        return undecided.values();
    }
}
