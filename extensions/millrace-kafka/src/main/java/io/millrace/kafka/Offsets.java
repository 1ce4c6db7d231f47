package io.millrace.kafka;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * Places in topics: where to {@linkplain KafkaSource#startingAt start}, or to {@linkplain KafkaSource#endingAt end}. They are looked up once, when the job begins; a job that goes on from a
 * snapshot goes on where that was.
 */
public final class Offsets implements Serializable {

    private static final long serialVersionUID = 1;

    /** Which kind of place. */
    enum Kind {
        EARLIEST,
        LATEST,
        TIME,
        GROUP,
        GIVEN
    }

    final Kind kind;
    final long time;
    final Map<TopicPartition, Long> given;

    /** What else where there is none, or null for an error. */
    final Offsets otherwise;

    private Offsets(Kind kind, long time, Map<TopicPartition, Long> given, Offsets otherwise) {
        this.kind = kind;
        this.time = time;
        this.given = given;
        this.otherwise = otherwise;
    }

    /**
     * The first records that there are.
     *
     * @return the places
     */
    public static Offsets earliest() {
        return new Offsets(Kind.EARLIEST, 0, Map.of(), null);
    }

    /**
     * Behind the last records that there are when the job begins. A job that fails before its first snapshot is complete begins anew, at
     * what is the end then.
     *
     * @return the places
     */
    public static Offsets latest() {
        return new Offsets(Kind.LATEST, 0, Map.of(), null);
    }

    /**
     * The first record of each partition whose timestamp is that time or later; the end of the partition where there is none.
     *
     * @param time the time, to the millisecond
     * @return the places
     */
    public static Offsets at(Instant time) {
        return new Offsets(Kind.TIME, time.toEpochMilli(), Map.of(), null);
    }

    /**
     * Where the {@linkplain KafkaSource#group group} has got to, as Kafka knows it: to take over from a consumer.
     *
     * @param otherwise where else in partitions of which the group has none, such as {@link #earliest()}
     * @return the places
     */
    public static Offsets ofGroup(Offsets otherwise) {
        Objects.requireNonNull(otherwise, "say where to start in partitions that the group has not read");
        return new Offsets(Kind.GROUP, 0, Map.of(), otherwise);
    }

    /**
     * Offsets by partition: the next record to be read, or for an end the first that is not.
     *
     * @param offsets by topic and partition, not negative
     * @param otherwise where else in partitions that are not named
     * @return the places
     */
    public static Offsets of(Map<TopicPartition, Long> offsets, Offsets otherwise) {
        offsets.forEach((partition, offset) -> {
            if (offset < 0) {
                throw new IllegalArgumentException("offset " + offset + " of " + partition + " must not be negative");
            }
        });
        Objects.requireNonNull(otherwise, "say what else in partitions that are not named");
        return new Offsets(Kind.GIVEN, 0, Map.copyOf(offsets), otherwise);
    }

    boolean isOfGroup() {
        return kind == Kind.GROUP || (otherwise != null && otherwise.isOfGroup());
    }

    @Override
    public String toString() {
        String others = otherwise == null ? "" : ", else " + otherwise;
        return switch (kind) {
            case EARLIEST -> "earliest";
            case LATEST -> "latest";
            case TIME -> Instant.ofEpochMilli(time).toString();
            case GROUP -> "that of the group" + others;
            case GIVEN -> given + others;
        };
    }
}
