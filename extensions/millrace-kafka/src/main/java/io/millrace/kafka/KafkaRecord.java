package io.millrace.kafka;

import java.util.List;

/**
 * A record of a topic, with all that Kafka knows of it.
 *
 * @param <K> the keys
 * @param <V> the values
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset
 * @param timestamp what Kafka has as its time, epoch milliseconds; -1 where there is none
 * @param key its key, or null
 * @param value its value; null for a tombstone, which says that there is nothing of that key any more
 * @param headers its headers, in order
 */
public record KafkaRecord<K, V>(
        String topic, int partition, long offset, long timestamp, K key, V value, List<KafkaHeader> headers) {

    /** Copies the list. */
    public KafkaRecord {
        headers = List.copyOf(headers);
    }

    /**
     * Whether it says that there is nothing of its key any more.
     *
     * @return whether its value is null
     */
    public boolean isTombstone() {
        return value == null;
    }

    @Override
    public String toString() {
        return topic + "-" + partition + ", offset " + offset + ": " + key + " -> " + value;
    }
}
