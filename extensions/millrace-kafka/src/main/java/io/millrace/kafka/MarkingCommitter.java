package io.millrace.kafka;

import io.millrace.sink.Committer;
import io.millrace.sink.SinkContext;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Writes the rows of complete snapshots, and in the same transaction how far that is, as the offset of a group. So what a snapshot has is either in the topics and marked, or neither.
 */
final class MarkingCommitter implements Committer<PreparedRows> {

    private static final Logger LOG = System.getLogger("io.millrace.kafka");

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
    private KafkaConsumer<byte[], byte[]> reading;
    private ConsumerGroupMetadata group;
    private KafkaProducer<byte[], byte[]> producer;
    private long marked;
    private Marker.UpTo written = Marker.NONE.rows();

    MarkingCommitter(SinkSettings<?> settings, SinkContext context, Progresses.Progress progress, Failures failures) {
        this.settings = settings;
        this.context = context;
        this.progress = progress;
        progress.attend();
        this.failures = failures;
        id = settings.idIn(context);
        place = new TopicPartition(settings.topic, 0);
    }

    @Override
    public void recover(List<PreparedRows> prepared) throws Exception {
        try {
            String clientId = id + "-" + context.attempt();
            Clients clients = new Clients(settings.clients, failures);
            reading = clients.asking(clientId + "-marker", id, false);
            failures.checkTopic(reading, settings.topic);
            group = reading.groupMetadata();
            producer = clients.writingTransactions(clientId, id);
            // What older attempts have begun is decided when this returns, and they can begin nothing more.
            producer.initTransactions();
            Marker last = lastMarker(clients, prepared);
            check(last, prepared);
            checkIsNewest(last, prepared);
            written = last.rows();
            write(due(last, prepared));
        } catch (Exception e) {
            throw failures.of(e);
        }
    }

    private static List<PreparedRows> due(Marker last, List<PreparedRows> prepared) {
        return prepared.stream()
                .filter(rows -> !last.covers(rows))
                .sorted(PreparedRows.IN_ORDER)
                .toList();
    }

    private Marker lastMarker(Clients clients, List<PreparedRows> prepared) throws Exception {
        try {
            return readMarker();
        } catch (TimeoutException e) {
            giveUp(hanging(clients, prepared, e));
            return readMarker();
        }
    }

    /** Waits until it is decided. */
    private Marker readMarker() {
        return markerOf(reading.committed(Set.of(place)));
    }

    private Marker markerOf(Map<TopicPartition, OffsetAndMetadata> offsets) {
        OffsetAndMetadata found = offsets.get(place);
        return found == null ? Marker.NONE : Marker.of(found.metadata());
    }

    /** The last one that is decided. */
    private Marker readDecidedMarker(Clients clients) throws Exception {
        try (Admin admin = clients.admin(id + "-" + context.attempt() + "-decided")) {
            return markerOf(admin.listConsumerGroupOffsets(id)
                    .partitionsToOffsetAndMetadata()
                    .get());
        }
    }

    /**
     * What came before this attempt is decided for brokers, so what is undecided all the same stays so.
     *
     * @return what is to be given up: brokers say that none of its rows is committed
     */
    private HangingTransaction hanging(Clients clients, List<PreparedRows> prepared, TimeoutException e)
            throws Exception {
        try {
            HangingTransaction hanging = new HangingTransaction(due(readDecidedMarker(clients), prepared));
            String clientId = id + "-" + context.attempt();
            if (new TransactionSearch(clients, clientId, id, settings.clients.longestAnswer())
                    .isOpenAsAWhole(hanging)) {
                return hanging;
            }
        } catch (InterruptException interrupt) {
            throw interrupt;
        } catch (KafkaException | ExecutionException refusal) {
            throw undecided(e, " (" + Failures.cause(refusal).getMessage() + ")");
        }
        throw undecided(e, "");
    }

    private IllegalStateException undecided(TimeoutException e, String why) {
        return new IllegalStateException(
                "the marker of what has been written, the offset of the group '" + id
                        + "', is not told in time (" + e.getMessage()
                        + "). Brokers are slow or away; or they have lost the end of a transaction, which"
                        + " readers of committed records wait for as well, and this sink cannot see that none of its records are"
                        + " committed" + why
                        + ": if kafka-transactions.sh find-hanging names some, abort them there in"
                        + " all partitions, that of __consumer_offsets included, and the job writes their records again",
                e);
    }

    /**
     * By another transaction, given up, in the same partitions, which ends there with it. That of the marker comes last: as long as that is undecided, whoever comes upon a part of this goes on
     * with it.
     */
    private void giveUp(HangingTransaction hanging) throws Exception {
        LOG.log(
                Logger.Level.WARNING,
                "sink ''{0}'': brokers have lost the end of a transaction, none of whose records is committed; it is given"
                        + " up, and they are written again",
                context.operator());
        producer.beginTransaction();
        SendOutcome outcome = new SendOutcome();
        hanging.undecided().forEach(row -> outcome.send(producer, row));
        producer.flush();
        outcome.check();
        producer.sendOffsetsToTransaction(Map.of(place, new OffsetAndMetadata(0)), group);
        producer.abortTransaction();
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
                            + settings.clients,
                    null);
        }
        long records = prepared.stream().mapToLong(PreparedRows::count).sum();
        if (last.equals(Marker.NONE) && records > 0) {
            throw failures.refused(
                    "nobody can tell whether the "
                            + records
                            + " records of the snapshot are in topic '" + settings.topic + "': the group '" + id
                            + "' at " + settings.clients
                            + " has no marker of it. Either it is another cluster or the transactions had another name, or the group was"
                            + " deleted, or expired (offsets.retention.minutes) while the job was down. Correct that, or start without the"
                            + " snapshot",
                    null);
        }
    }

    /** Writers prepare something for each snapshot, so the last that they have prepared is of the one to go on from. */
    private void checkIsNewest(Marker last, List<PreparedRows> prepared) {
        // Those that have all ended have nothing any more.
        if (!prepared.isEmpty() && last.rows().compareTo(highest(prepared)) > 0) {
            throw failures.refused(
                    "the snapshot that the job is to go on from is older than what has been written as '" + id
                            + "': attempt " + last.rows().attempt() + " has written what came until its snapshot "
                            + last.rows().snapshot()
                            + ", so that results would be there twice. Go on from the latest of "
                            + context.snapshots()
                            + "; to have them written once more beside those, name other transactions(...), or delete the"
                            + " group '" + id + "' at " + settings.clients,
                    null);
        }
    }

    private static Marker.UpTo highest(List<PreparedRows> prepared) {
        return Marker.UpTo.of(Collections.max(prepared, PreparedRows.IN_ORDER));
    }

    @Override
    public void commit(long snapshot, List<PreparedRows> prepared) throws Exception {
        try {
            boolean hasRows = prepared.stream().anyMatch(rows -> rows.count() > 0);
            if (hasRows || context.clock().nanos() - marked > REFRESH) {
                write(prepared);
            }
            progress.committed(snapshot);
        } catch (Exception e) {
            throw failures.of(e);
        }
    }

    private void write(List<PreparedRows> prepared) throws Exception {
        Marker marker = new Marker(context.attempt(), prepared.isEmpty() ? written : highest(prepared));
        producer.beginTransaction();
        SendOutcome outcome = new SendOutcome();
        for (PreparedRows rows : prepared) {
            Rows.read(rows.pieces(), row -> outcome.send(producer, row));
        }
        producer.sendOffsetsToTransaction(
                Map.of(place, new OffsetAndMetadata(marker.rows().snapshot(), marker.text())), group);
        producer.flush();
        outcome.check();
        producer.commitTransaction();
        awaitMarker();
        written = marker.rows();
        marked = context.clock().nanos();
    }

    /** What follows must not come on top of what brokers have lost the end of: given up, it would take that along. */
    private void awaitMarker() {
        try {
            reading.committed(Set.of(place));
        } catch (TimeoutException e) {
            throw undecided(e, "");
        }
    }

    /** What could not be given up here is by the next attempt, which fences this one. */
    @Override
    public void close() {
        progress.end();
        boolean interrupted = Thread.interrupted();
        if (producer != null) {
            producer.close(CLOSING);
        }
        if (reading != null) {
            reading.close(CloseOptions.timeout(CLOSING));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
