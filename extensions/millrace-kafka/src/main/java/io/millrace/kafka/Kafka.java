package io.millrace.kafka;

import java.util.List;
import java.util.regex.Pattern;

/** Topics of Apache Kafka as sources and sinks. */
public final class Kafka {

    private Kafka() {}

    /**
     * The records of topics. What becomes of their bytes is said next: {@link KafkaSource#values} or {@link KafkaSource#records}.
     *
     * @param servers one or more brokers to begin with, such as "localhost:9092,other:9092"
     * @param topics the names of the topics, at least one
     * @return the source, which begins at the earliest records and does not end
     */
    public static KafkaSource<KafkaRecord<byte[], byte[]>> source(String servers, String... topics) {
        return KafkaSource.of(new ClientSettings(servers), Topics.of(List.of(topics)));
    }

    /**
     * The records of all topics whose whole names match, those that appear later included; not of Kafka's internal topics.
     *
     * @param servers one or more brokers to begin with, such as "localhost:9092,other:9092"
     * @param topics what the names of the topics match
     * @return the source, which begins at the earliest records and does not end
     */
    public static KafkaSource<KafkaRecord<byte[], byte[]>> source(String servers, Pattern topics) {
        return KafkaSource.of(new ClientSettings(servers), Topics.matching(topics));
    }

    /**
     * Writes events as values of the records of a topic: exactly once in a job with snapshots, unless {@link KafkaSink#atLeastOnce} is said.
     *
     * @param <T> the events
     * @param servers one or more brokers to begin with, such as "localhost:9092,other:9092"
     * @param topic the topic, which has to be there
     * @param values how events become bytes
     * @return the sink, of records without keys
     */
    public static <T> KafkaSink<T> sink(String servers, String topic, Format<T> values) {
        return KafkaSink.of(new ClientSettings(servers), topic, values);
    }
}
