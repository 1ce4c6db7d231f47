package io.millrace.kafka;

import io.millrace.sink.SinkContext;
import io.millrace.time.EventTime;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/** Makes records of events, for one task; closed behind it. */
final class Encoder<T> implements AutoCloseable {

    private final SinkSettings<T> settings;
    private final SinkContext context;
    private final Serializer<Object> values;
    private final Serializer<Object> keys;

    @SuppressWarnings("unchecked") // a serializer is given what its function returns, which has the type of its format
    Encoder(SinkSettings<T> settings, SinkContext context) throws Exception {
        this.settings = settings;
        this.context = context;
        values = (Serializer<Object>) settings.values.serializer();
        try {
            keys = settings.keys == null ? null : (Serializer<Object>) settings.keys.serializer();
        } catch (Throwable e) {
            values.close();
            throw e;
        }
    }

    /** Fails the job, with the event, where that cannot become a record. */
    ProducerRecord<byte[], byte[]> encode(T event, long timestamp) {
        try {
            return record(event, timestamp);
        } catch (Throwable e) {
            throw context.failure(e, event, timestamp);
        }
    }

    private ProducerRecord<byte[], byte[]> record(T event, long timestamp) throws Exception {
        String topic = settings.topicOf == null
                ? settings.topic
                : Topics.checked(Objects.requireNonNull(
                        settings.topicOf.apply(event), "the topic of an event must not be null"));
        Headers headers = headers(event);
        byte[] key = null;
        if (keys != null) {
            Object of = settings.key.apply(event);
            key = of == null ? null : keys.serialize(topic, headers, of);
        }
        boolean isTombstone = settings.tombstone != null && settings.tombstone.test(event);
        if (isTombstone && key == null) {
            throw new IllegalArgumentException("a tombstone needs a key, which says what is not there any more");
        }
        byte[] value = isTombstone ? null : bytesOf(topic, headers, event);
        Integer partition = settings.partition == null ? null : Math.toIntExact(settings.partition.applyAsLong(event));
        Long time = settings.time != null
                ? Long.valueOf(settings.time.applyAsLong(event))
                : timestamp == EventTime.NONE || timestamp < 0 ? null : Long.valueOf(timestamp);
        return new ProducerRecord<>(topic, partition, time, key, value, headers);
    }

    private byte[] bytesOf(String topic, Headers headers, T event) {
        byte[] bytes = values.serialize(topic, headers, event);
        if (bytes == null) {
            throw new IllegalArgumentException("the serializer of values returned null, which would be a tombstone; say"
                    + " tombstoneWhen(...) for those");
        }
        return bytes;
    }

    private Headers headers(T event) throws Exception {
        Headers headers = new RecordHeaders();
        if (settings.headers != null) {
            List<KafkaHeader> given = Objects.requireNonNull(
                    settings.headers.apply(event), "the headers of an event must not be null; none are an empty list");
            for (KafkaHeader header : given) {
                Header copy = new RecordHeader(header.key(), header.value());
                headers.add(copy);
            }
        }
        return headers;
    }

    @Override
    public void close() {
        values.close();
        if (keys != null) {
            keys.close();
        }
    }
}
