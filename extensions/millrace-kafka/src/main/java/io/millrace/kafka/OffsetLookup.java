package io.millrace.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Asks brokers what offsets partitions have. */
final class OffsetLookup {

    private final Admin admin;
    private final SourceSettings settings;
    private Integer patience;

    OffsetLookup(Admin admin, SourceSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /**
     * Where partitions begin, and end where the source does.
     *
     * @param millis how long to wait for each answer; null for what the client does of itself
     */
    Map<TopicPartition, Place> places(Set<TopicPartition> partitions, Offsets start, Integer millis) throws Exception {
        patience = millis;
        Map<TopicPartition, Long> ends = settings.end == null ? Map.of() : offsets(partitions, settings.end, null);
        Map<TopicPartition, Long> starts = offsets(partitions, start, Place.BEGINNING);
        Map<TopicPartition, Long> first = settings.end == null ? Map.of() : listed(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Place> places = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, Place.ENDLESS);
            long from = starts.get(partition);
            // A partition that has nothing before its end has ended.
            boolean isEmpty = from == Place.BEGINNING && first.getOrDefault(partition, Long.MIN_VALUE) >= end;
            places.put(partition, new Place(isEmpty ? end : from, -1, end));
        }
        return places;
    }

    /** @param earliest what stands for the first records there are; null for their offsets */
    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, Offsets which, Long earliest)
            throws Exception {
        return switch (which.kind) {
            case EARLIEST -> earliest == null ? listed(partitions, OffsetSpec.earliest()) : all(partitions, earliest);
            case LATEST -> listed(partitions, OffsetSpec.latest());
            case TIME -> atTime(partitions, which.time);
            case GROUP -> orElse(partitions, ofGroup(partitions), which.otherwise, earliest);
            case GIVEN -> orElse(partitions, which.given, which.otherwise, earliest);
        };
    }

    private static Map<TopicPartition, Long> all(Set<TopicPartition> partitions, long offset) {
        return partitions.stream().collect(Collectors.toMap(Function.identity(), each -> offset));
    }

    private Map<TopicPartition, Long> orElse(
            Set<TopicPartition> partitions, Map<TopicPartition, Long> some, Offsets otherwise, Long earliest)
            throws Exception {
        Map<TopicPartition, Long> all = new HashMap<>(some);
        Set<TopicPartition> rest = new HashSet<>(partitions);
        rest.removeAll(some.keySet());
        if (!rest.isEmpty()) {
            all.putAll(offsets(rest, otherwise, earliest));
        }
        all.keySet().retainAll(partitions);
        return all;
    }

    private Map<TopicPartition, Long> listed(Set<TopicPartition> partitions, OffsetSpec which) throws Exception {
        Map<TopicPartition, Long> listed = new HashMap<>();
        ask(partitions, which).forEach((partition, found) -> listed.put(partition, found.offset()));
        return listed;
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ask(Set<TopicPartition> partitions, OffsetSpec which)
            throws Exception {
        IsolationLevel isolation =
                settings.readsUncommitted ? IsolationLevel.READ_UNCOMMITTED : IsolationLevel.READ_COMMITTED;
        return admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), each -> which)),
                        new ListOffsetsOptions(isolation).timeoutMs(patience))
                .all()
                .get();
    }

    /** The end is looked up first: what has come in between is not left out. */
    private Map<TopicPartition, Long> atTime(Set<TopicPartition> partitions, long time) throws Exception {
        Map<TopicPartition, Long> found = listed(partitions, OffsetSpec.latest());
        ask(partitions, OffsetSpec.forTimestamp(time)).forEach((partition, first) -> {
            if (first.offset() >= 0) {
                found.put(partition, first.offset());
            }
        });
        return found;
    }

    private Map<TopicPartition, Long> ofGroup(Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        Map.of(
                                settings.group,
                                new ListConsumerGroupOffsetsSpec().topicPartitions(Set.copyOf(partitions))),
                        new ListConsumerGroupOffsetsOptions()
                                .requireStable(true)
                                .timeoutMs(patience))
                .partitionsToOffsetAndMetadata(settings.group)
                .get();
        Map<TopicPartition, Long> offsets = new HashMap<>();
        committed.forEach((partition, place) -> {
            if (place != null) {
                offsets.put(partition, place.offset());
            }
        });
        return offsets;
    }
}
