package io.millrace.kafka;

import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes the rows of complete snapshots, and in the same transaction how far that is, as the offset of a group. So what a snapshot has is either in the topics and marked, or neither.
 */
final class MarkingCommitter implements Committer<PreparedRows> {

    /** Brokers forget the offsets of a group, and transactional ids, some days after they were written last. */
    private static final long REFRESH = Duration.ofHours(1).toNanos();

    /** Enough to have what is open given up, for readers wait for it. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final SinkSettings<?> settings;
    private final SinkContext context;
    private final Progresses.Progress progress;
    private final Failures failures;
    private final String id;
    private final TopicPartition place;
    private ConsumerGroupMetadata group;
    private KafkaProducer<byte[], byte[]> producer;
    private long marked;

    MarkingCommitter(SinkSettings<?> settings, SinkContext context, Progresses.Progress progress, Failures failures) {
        this.settings = settings;
        this.context = context;
        this.progress = progress;
        this.failures = failures;
        id = settings.idIn(context);
        place = new TopicPartition(settings.topic(), 0);
    }

    @Override
    public void recover(List<PreparedRows> prepared) throws Exception {
        try {
            String clientId = id + "-" + context.attempt();
            try (KafkaConsumer<byte[], byte[]> reading = markerReader(clientId + "-marker")) {
                failures.checkTopic(reading, settings.topic());
                group = reading.groupMetadata();
                producer = failures.made(() -> new KafkaProducer<>(
                        settings.transactionalProducer(clientId, id),
                        new ByteArraySerializer(),
                        new ByteArraySerializer()));
                // What older attempts have begun is decided when this returns, and they can begin nothing more.
                producer.initTransactions();
                Marker last = readMarker(reading);
                check(last, prepared);
                List<PreparedRows> due = prepared.stream()
                        .filter(rows -> !last.covers(rows))
                        .sorted(PreparedRows.IN_ORDER)
                        .toList();
                commit(due, new Marker(context.attempt(), 0));
            }
        } catch (Exception e) {
            throw failures.of(e);
        }
    }

    private KafkaConsumer<byte[], byte[]> markerReader(String clientId) throws Exception {
        Map<String, Object> must = Map.of(
                "client.id", clientId,
                "group.id", id,
                "enable.auto.commit", "false",
                "isolation.level", "read_committed",
                "allow.auto.create.topics", "false");
        return failures.made(() -> new KafkaConsumer<>(
                settings.clients().consumer(Map.of(), must), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    private Marker readMarker(KafkaConsumer<?, ?> reading) {
        OffsetAndMetadata found = reading.committed(Set.of(place)).get(place);
        return found == null ? Marker.NONE : Marker.of(found.metadata());
    }

    private void check(Marker last, List<PreparedRows> prepared) {
        if (last.attempt() >= context.attempt()) {
            throw failures.refused(
                    "attempt " + last.attempt() + " at the job has written as '" + id
                            + "' already, and this is attempt "
                            + context.attempt()
                            + " only. Either another process runs the job, which is to go on alone, or "
                            + context.snapshots()
                            + " are not those that it had: start it with the directory that it had; to begin anew beside what it has written,"
                            + " name other transactions(...), or delete the group '" + id + "' at "
                            + settings.clients(),
                    null);
        }
        if (last.equals(Marker.NONE) && !prepared.isEmpty()) {
            throw failures.refused(
                    "nobody can tell whether the "
                            + prepared.stream().mapToLong(PreparedRows::count).sum()
                            + " records of the snapshot are in topic '" + settings.topic() + "': the group '" + id
                            + "' at " + settings.clients()
                            + " has no marker of it. Either it is another cluster or the transactions had another name, or the group was"
                            + " deleted, or expired (offsets.retention.minutes) while the job was down. Correct that, or start without the"
                            + " snapshot",
                    null);
        }
    }

    @Override
    public void commit(long snapshot, List<PreparedRows> prepared) throws Exception {
        try {
            if (!prepared.isEmpty() || context.clock().nanos() - marked > REFRESH) {
                commit(prepared, new Marker(context.attempt(), snapshot));
            }
            progress.committed(snapshot);
        } catch (Exception e) {
            throw failures.of(e);
        }
    }

    private void commit(List<PreparedRows> prepared, Marker marker) throws Exception {
        producer.beginTransaction();
        SendOutcome outcome = new SendOutcome();
        for (PreparedRows rows : prepared) {
            Rows.read(rows.pieces(), row -> outcome.send(producer, row));
        }
        producer.sendOffsetsToTransaction(
                Map.of(place, new OffsetAndMetadata(marker.snapshot(), marker.text())), group);
        producer.flush();
        outcome.check();
        producer.commitTransaction();
        marked = context.clock().nanos();
    }

    /** What could not be given up here is by the next attempt, which fences this one. */
    @Override
    public void close() {
        progress.end();
        if (producer != null) {
            boolean interrupted = Thread.interrupted();
            producer.close(CLOSING);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
