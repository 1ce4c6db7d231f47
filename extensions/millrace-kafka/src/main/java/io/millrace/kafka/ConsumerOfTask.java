package io.millrace.kafka;

import io.millrace.operator.TaskContext;
import io.millrace.source.Fetch;
import io.millrace.source.SharedReader;
import io.millrace.state.log.LimitedLog;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Kafka's consumer, which reads all partitions of a task. */
final class ConsumerOfTask implements SharedReader {

    private static final Logger LOG = System.getLogger("io.millrace.kafka");

    /** How long to wait for records of any partition: what is told to a reader meanwhile waits as long. */
    private static final Duration WAIT = Duration.ofMillis(200);

    private static final Duration COMMITTING = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Of the group that is told the positions, or null. */
    private final GroupGuard guard;

    private final String group;
    private final TaskContext task;
    private final Failures failures;
    private final LimitedLog log;
    private final Contact contact;
    private final Map<TopicPartition, PartitionReader<?>> readers = new LinkedHashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();

    /** Those that the consumer does not know yet. */
    private final List<PartitionReader<?>> added = new ArrayList<>();

    private boolean removed;

    /** What is to be committed to the group. */
    private Map<TopicPartition, OffsetAndMetadata> complete = new HashMap<>();

    private ConsumerOfTask(
            KafkaConsumer<byte[], byte[]> consumer, SourceSettings settings, TaskContext task, Failures failures) {
        this.consumer = consumer;
        group = settings.group;
        guard = group == null ? null : new GroupGuard(consumer, task, settings.lookAgain);
        this.task = task;
        this.failures = failures;
        log = new LimitedLog(LOG, Duration.ofSeconds(10), task.clock()::nanos);
        contact = new Contact(answersOf(consumer), task, settings.clients.longestFetch());
    }

    static ConsumerOfTask open(SourceSettings settings, TaskContext task, Failures failures) throws Exception {
        String clientId = task.job() + "-" + task.operator() + "-" + task.subtask() + "-" + task.attempt();
        KafkaConsumer<byte[], byte[]> consumer =
                new Clients(settings.clients, failures).reading(clientId, settings.group, settings.readsUncommitted);
        return new ConsumerOfTask(consumer, settings, task, failures);
    }

    private static DoubleSupplier answersOf(KafkaConsumer<?, ?> consumer) {
        Metric answers = consumer.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals("fetch-total")
                        && entry.getKey().tags().keySet().equals(Set.of("client-id")))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Kafka's consumer does not count its fetches"));
        return () -> (Double) answers.metricValue();
    }

    void add(PartitionReader<?> reader) {
        readers.put(reader.partition(), reader);
        added.add(reader);
        contact.add(reader.context());
    }

    void remove(PartitionReader<?> reader) {
        removed |= readers.remove(reader.partition(), reader);
        added.remove(reader);
    }

    /** A snapshot is complete that has this position. */
    void commit(TopicPartition partition, long position) {
        if (guard != null) {
            complete.put(partition, guard.positionOf(position));
        }
    }

    @Override
    public Fetch poll() throws Exception {
        try {
            assign();
            if (readers.isEmpty()) {
                return Fetch.WAIT;
            }
            guardGroup();
            commitComplete();
            holdBack();
            ConsumerRecords<byte[], byte[]> records = consumer.poll(WAIT);
            for (TopicPartition partition : records.partitions()) {
                readers.get(partition).take(records.records(partition));
            }
            readers.values().forEach(this::measure);
            contact.polled(readers.values(), paused.size() < readers.size());
        } catch (OffsetOutOfRangeException e) {
            beginAgain(e);
        } catch (Exception e) {
            throw failures.of(e);
        }
        return Fetch.MORE;
    }

    private void assign() {
        if (removed || !added.isEmpty()) {
            consumer.assign(readers.keySet());
            if (guard != null && !added.isEmpty()) {
                guard.lookSoon();
            }
            added.forEach(this::seek);
            added.clear();
            removed = false;
            paused.retainAll(readers.keySet());
        }
    }

    private void seek(PartitionReader<?> reader) {
        Place place = reader.place();
        if (place.offset() == Place.BEGINNING) {
            consumer.seekToBeginning(Set.of(reader.partition()));
        } else {
            consumer.seek(reader.partition(), new OffsetAndMetadata(place.offset(), place.knownEpoch(), ""));
        }
    }

    /** What may not be read now is not fetched from the broker either. */
    private void holdBack() {
        for (PartitionReader<?> reader : readers.values()) {
            boolean held = reader.context().isHeldBack() && !contact.holds(reader.context());
            if (held && paused.add(reader.partition())) {
                consumer.pause(Set.of(reader.partition()));
            } else if (!held && paused.remove(reader.partition())) {
                consumer.resume(Set.of(reader.partition()));
            }
        }
    }

    private void measure(PartitionReader<?> reader) {
        consumer.currentLag(reader.partition())
                .ifPresent(lag -> reader.reached(reader.isBounded() ? consumer.position(reader.partition()) : -1, lag));
    }

    /** Where a partition begins may have moved while nothing of it has been read yet; anything else is a gap. */
    private void beginAgain(OffsetOutOfRangeException error) {
        for (Map.Entry<TopicPartition, Long> gap :
                error.offsetOutOfRangePartitions().entrySet()) {
            PartitionReader<?> reader = readers.get(gap.getKey());
            if (reader.place().offset() != Place.BEGINNING) {
                throw failures.refused(
                        "partition " + gap.getKey().partition() + " of topic "
                                + gap.getKey().topic()
                                + " does not have offset " + gap.getValue() + ", which is the next to be read ("
                                + error.getMessage()
                                + "): its records were deleted before they were read, or lost by the broker. To go on behind"
                                + " the gap, give the source another name, and startingAt(...), or start without the snapshot;"
                                + " have the topic retain records for longer than the job may be down",
                        error);
            }
            seek(reader);
        }
    }

    private void guardGroup() {
        if (guard != null) {
            try {
                guard.look(readers.keySet()).ifPresent(this::yieldTo);
            } catch (TimeoutException e) {
                // It is looked at again, and who reads tells that brokers are away.
            }
        }
    }

    private void yieldTo(GroupGuard.Claim other) {
        throw failures.refused(
                "another job tells the group '" + group + "' the positions of the same partitions: source '"
                        + other.source() + "', attempt " + other.attempt() + ", begun at "
                        + Instant.ofEpochMilli(other.began())
                        + ", so that both read each record. If it is the same program in another process, have one only, or give each its share by"
                        + " partitions(share, of), a name of its own and snapshots of its own; else name another group(...)",
                null);
    }

    private void commitComplete() {
        if (!complete.isEmpty()) {
            Map<TopicPartition, OffsetAndMetadata> committing = complete;
            complete = new HashMap<>();
            consumer.commitAsync(committing, (offsets, error) -> {
                if (error == null) {
                    guard.committed(offsets.keySet());
                } else {
                    notCommitted(error);
                }
            });
        }
    }

    /** Nothing but tools depends on it. */
    private void notCommitted(Exception error) {
        log.log(
                Logger.Level.WARNING,
                () -> "source '" + task.operator()
                        + "': the group was not told its positions, which go on being in snapshots: "
                        + error.getMessage());
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            if (!complete.isEmpty() && !interrupted) {
                consumer.commitSync(complete, COMMITTING);
            }
        } catch (InterruptException e) {
            interrupted = Thread.interrupted();
        } catch (Exception e) {
            notCommitted(e);
        } finally {
            consumer.close(CloseOptions.timeout(interrupted ? Duration.ZERO : CLOSING));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
