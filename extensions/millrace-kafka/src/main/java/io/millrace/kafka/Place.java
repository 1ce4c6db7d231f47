package io.millrace.kafka;

import io.millrace.refusal.JobRefusedException.UnfitSnapshotException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Where the reader of a partition is.
 *
 * @param offset the next record to be read, or {@link #BEGINNING}
 * @param epoch of the leader that wrote the record before, by which Kafka tells that it was truncated since; or -1
 * @param end the first offset that is not read any more
 */
record Place(long offset, int epoch, long end) {

    /** Nothing has been read, wherever the partition begins. */
    static final long BEGINNING = -2;

    static final long ENDLESS = Long.MAX_VALUE;

    static Place of(Object position, String source) {
        if (position instanceof List<?> list
                && list.size() == 3
                && list.get(0) instanceof Long offset
                && list.get(1) instanceof Long epoch
                && list.get(2) instanceof Long end) {
            return new Place(offset, epoch.intValue(), end);
        }
        throw new UnfitSnapshotException(
                "source '" + source + "' cannot go on at " + position
                        + ": its positions are an offset, an epoch and an end;"
                        + " was it another kind of source when the snapshot was taken?",
                null);
    }

    Optional<Integer> knownEpoch() {
        return epoch < 0 ? Optional.empty() : Optional.of(epoch);
    }

    /** The form that snapshots have. */
    List<Long> toList() {
        return List.of(offset, (long) epoch, end);
    }

    /**
     * A partition of a topic that is told from another one of the same name by its id: the id of a split.
     *
     * @param partition the partition
     * @param topic the id of the topic
     */
    record Partition(TopicPartition partition, Uuid topic) {

        static Partition of(String split) {
            String[] parts = split.split("/", -1);
            return new Partition(new TopicPartition(parts[0], Integer.parseInt(parts[1])), Uuid.fromString(parts[2]));
        }

        /** A name of a topic has no slash. */
        String split() {
            return partition.topic() + "/" + partition.partition() + "/" + topic;
        }
    }
}
