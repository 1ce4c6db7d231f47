package io.millrace.kafka;

import io.millrace.function.SupplierFn;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes events of the records of one partition; closed behind it. */
interface Decoder<T> extends AutoCloseable {

    /** Never null. Whatever it throws is about the record. */
    T decode(ConsumerRecord<byte[], byte[]> bytes) throws Exception;

    @Override
    default void close() {}

    static SupplierFn<Decoder<KafkaRecord<byte[], byte[]>>> plain() {
        return () -> bytes -> recordOf(bytes, bytes.key(), bytes.value());
    }

    static <V> SupplierFn<Decoder<V>> values(Format<V> format) {
        return () -> new Values<>(format.deserializer());
    }

    static <K, V> SupplierFn<Decoder<KafkaRecord<K, V>>> records(Format<K> keys, Format<V> values) {
        return () -> new Records<>(keys.deserializer(), values.deserializer());
    }

    private static <K, V> KafkaRecord<K, V> recordOf(ConsumerRecord<byte[], byte[]> bytes, K key, V value) {
        return new KafkaRecord<>(
                bytes.topic(), bytes.partition(), bytes.offset(), bytes.timestamp(), key, value, headersOf(bytes));
    }

    private static List<KafkaHeader> headersOf(ConsumerRecord<byte[], byte[]> bytes) {
        Header[] headers = bytes.headers().toArray();
        if (headers.length == 0) {
            return List.of();
        }
        List<KafkaHeader> copies = new ArrayList<>(headers.length);
        for (Header header : headers) {
            copies.add(new KafkaHeader(header.key(), header.value()));
        }
        return copies;
    }

    private static <X> X checked(X read, String what) {
        if (read == null) {
            throw new IllegalArgumentException("the deserializer of " + what + " returned null for bytes");
        }
        return read;
    }

    /** The values alone. */
    record Values<V>(Deserializer<? extends V> values) implements Decoder<V> {

        @Override
        public V decode(ConsumerRecord<byte[], byte[]> bytes) {
            if (bytes.value() == null) {
                throw new IllegalArgumentException("it has no value (a tombstone), so that it is no event: read"
                        + " records(...) instead of values(...), or skip it by onError");
            }
            return checked(values.deserialize(bytes.topic(), bytes.headers(), bytes.value()), "values");
        }

        @Override
        public void close() {
            values.close();
        }
    }

    /** Whole records. */
    record Records<K, V>(Deserializer<? extends K> keys, Deserializer<? extends V> values)
            implements Decoder<KafkaRecord<K, V>> {

        @Override
        public KafkaRecord<K, V> decode(ConsumerRecord<byte[], byte[]> bytes) {
            K key = bytes.key() == null
                    ? null
                    : checked(keys.deserialize(bytes.topic(), bytes.headers(), bytes.key()), "keys");
            V value = bytes.value() == null
                    ? null
                    : checked(values.deserialize(bytes.topic(), bytes.headers(), bytes.value()), "values");
            return recordOf(bytes, key, value);
        }

        @Override
        public void close() {
            keys.close();
            values.close();
        }
    }
}
