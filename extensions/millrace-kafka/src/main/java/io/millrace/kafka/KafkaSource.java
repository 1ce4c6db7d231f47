package io.millrace.kafka;

import io.millrace.function.SupplierFn;
import io.millrace.operator.TaskContext;
import io.millrace.refusal.JobRefusedException.UnreadableSourceException;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.state.serde.Type;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The records of topics; made by {@link Kafka#source(String, String...)}. Each partition is a split: it has a position in snapshots, a watermark and an idleness of its own, and partitions that are
 * added are found. Immutable: the options return a changed copy.
 *
 * <p>The partitions are dealt to the tasks of the job, and not by Kafka: two jobs that read the same topic read all of it each, unless each is given a {@linkplain #partitions share}.
 *
 * @param <T> the events
 */
public final class KafkaSource<T> implements SplitSource<T> {

    private static final long serialVersionUID = 1;

    private final SourceSettings settings;
    private final Type<T> type;
    private final SupplierFn<Decoder<T>> decoders;

    private KafkaSource(SourceSettings settings, Type<T> type, SupplierFn<Decoder<T>> decoders) {
        this.settings = settings;
        this.type = type;
        this.decoders = decoders;
    }

    static KafkaSource<KafkaRecord<byte[], byte[]>> of(ClientSettings clients, Topics topics) {
        Type<byte[]> bytes = Format.bytes().type();
        return new KafkaSource<>(
                new SourceSettings(clients, topics), Type.of(KafkaRecord.class, bytes, bytes), Decoder.plain());
    }

    /**
     * Makes the values of records the events. A record without a value (a tombstone) is no event: it becomes what {@code onError} behind the source says, as does one that
     * cannot be read; without that the job fails.
     *
     * @param <V> the values
     * @param format how they are read
     * @return the source of the values
     */
    public <V> KafkaSource<V> values(Format<V> format) {
        return new KafkaSource<>(settings, format.type(), Decoder.values(format.checkReads()));
    }

    /**
     * Makes whole records the events, with keys, headers, timestamps and places; the value of a tombstone is null. One that cannot be read becomes what {@code onError} behind the source says; without that the job fails.
     *
     * @param <K> the keys
     * @param <V> the values
     * @param keys how keys are read
     * @param values how values are read
     * @return the source of the records
     */
    public <K, V> KafkaSource<KafkaRecord<K, V>> records(Format<K> keys, Format<V> values) {
        return new KafkaSource<>(
                settings,
                Type.of(KafkaRecord.class, keys.type(), values.type()),
                Decoder.records(keys.checkReads(), values.checkReads()));
    }

    /**
     * Says where a job that begins starts; the earliest records unless this is said. Partitions that appear later are read from their first record on. A job that goes on from a snapshot goes on
     * where that was.
     *
     * @param start where
     * @return the changed source
     */
    public KafkaSource<T> startingAt(Offsets start) {
        Objects.requireNonNull(start, "where to start must not be null");
        return changed(s -> s.start = start);
    }

    /**
     * Has the source end: each partition of those that there are when the job begins is read up to there, and no other one is looked for.
     *
     * @param end where: the first offsets that are not read, such as {@link Offsets#latest()}; not those of a group
     * @return the changed source
     */
    public KafkaSource<T> endingAt(Offsets end) {
        Objects.requireNonNull(end, "where to end must not be null; leave it out for a source without end");
        if (end.isOfGroup()) {
            throw new IllegalArgumentException("a source cannot end where a group is, which goes on itself; give"
                    + " Offsets.latest(), at(time) or of(offsets, ...)");
        }
        return changed(s -> s.end = end);
    }

    /**
     * Commits positions to a group whenever a snapshot has them, for the tools that watch lag and for {@link Offsets#ofGroup}. The job itself never goes on from
     * them. No member joins the group. A group that has members is refused, since they read the same records; so is, of two jobs that tell one group the positions of the same partitions, the later one, as soon as it sees what the other
     * has committed since.
     *
     * @param group the name of the group
     * @return the changed source
     */
    public KafkaSource<T> group(String group) {
        if (group == null || group.isBlank()) {
            throw new IllegalArgumentException("the group must have a name, not '" + group + "'");
        }
        return changed(s -> s.group = group);
    }

    /**
     * Reads a share of the partitions, so that several processes read all of them, each with a job of its own: the partitions whose number leaves {@code share} when it is divided by {@code of}, those
     * that are added later included. Each job has a name and snapshots of its own, and the state of what it reads; so what is counted by key is whole only where all records of a key are in
     * one partition, as they are where Kafka chooses that by the key. A job that goes on has to have the share that it had.
     *
     * @param share which one, from 0 to {@code of} - 1
     * @param of how many there are, at least 1
     * @return the changed source
     */
    public KafkaSource<T> partitions(int share, int of) {
        if (of < 1 || share < 0 || share >= of) {
            throw new IllegalArgumentException("of " + of + " shares of the partitions there is none with number "
                    + share + "; they are counted from 0");
        }
        return changed(s -> {
            s.share = share;
            s.shares = of;
        });
    }

    /**
     * Reads records of transactions that are open or were given up, too. Otherwise they are left out, and what comes behind an open transaction waits for it.
     *
     * @return the changed source
     */
    public KafkaSource<T> readUncommitted() {
        return changed(s -> s.readsUncommitted = true);
    }

    /**
     * Says how often to look for new topics and partitions; every 30 seconds unless this is said.
     *
     * @param interval positive
     * @return the changed source
     */
    public KafkaSource<T> lookingEvery(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("look for partitions every so often, not every " + interval);
        }
        return changed(s -> s.lookAgain = interval);
    }

    /**
     * Leaves topics out although snapshots have partitions of them: they were deleted, or are not to be read any more. Without this it is an error
     * when a topic is gone that the job has read.
     *
     * @param topics their names
     * @return the changed source
     */
    public KafkaSource<T> without(String... topics) {
        Set<String> all = new HashSet<>(settings.forgotten);
        for (String topic : topics) {
            all.add(Topics.checked(topic));
        }
        return changed(s -> s.forgotten = Set.copyOf(all));
    }

    /**
     * Sets something of Kafka's consumer, by Kafka's own name: how to log in, sizes and waits. What decides about what is read cannot be set: there are
     * options for that.
     *
     * @param name one of {@link org.apache.kafka.clients.consumer.ConsumerConfig}
     * @param value its value
     * @return the changed source
     */
    public KafkaSource<T> with(String name, String value) {
        return changed(s -> s.clients = s.clients.with(name, value, false));
    }

    private KafkaSource<T> changed(Consumer<SourceSettings> change) {
        SourceSettings copy = new SourceSettings(settings);
        change.accept(copy);
        return new KafkaSource<>(copy, type, decoders);
    }

    @Override
    public SplitFinder finder(TaskContext context) throws Exception {
        if (settings.start.isOfGroup() && settings.group == null) {
            throw new UnreadableSourceException(
                    "source '" + context.operator() + "': to start where a group is, say which one by group(...)",
                    null);
        }
        return PartitionFinder.open(settings, context, failures(context));
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws Exception {
        Place.Partition partition = Place.Partition.of(context.split());
        Place place = Place.of(context.startPosition(), context.operator());
        if (settings.forgotten.contains(partition.partition().topic())) {
            return new ForgottenPartition<>(place);
        }
        ConsumerOfTask consumer = context.shared(() -> ConsumerOfTask.open(settings, context, failures(context)));
        return new PartitionReader<>(partition.partition(), place, decoders.get(), context, consumer);
    }

    private Failures failures(TaskContext context) {
        return new Failures(
                "source '" + context.operator() + "'", settings.clients.servers(), UnreadableSourceException::new);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    @Override
    public Type<T> eventType() {
        return type;
    }

    /** Where it reads, for people. */
    @Override
    public String toString() {
        return (settings.shares == 1 ? "" : "share " + settings.share + " of " + settings.shares + " of ")
                + settings.topics + " at " + settings.clients + " from " + settings.start
                + (settings.end == null ? "" : " to " + settings.end);
    }
}
