package io.millrace.kafka;

import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import io.millrace.function.ToLongFn;
import io.millrace.operator.TaskContext;
import io.millrace.refusal.JobRefusedException.UnwritableSinkException;
import io.millrace.sink.Committer;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.sink.TransactionalSink;
import io.millrace.sink.TransactionalWriter;
import io.millrace.state.serde.Type;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Writes events as records of topics; made by {@link Kafka#sink}. Immutable: the options return a changed copy.
 *
 * <p>In a job with snapshots each result is there once for readers with {@code isolation.level=read_committed}, whatever crashes: rows are kept in snapshots, and written when their snapshot is
 * complete, in one transaction with a marker of how far that is. So results appear with the snapshots. In a job without snapshots, and with {@link #atLeastOnce}, records are written at once.
 *
 * @param <T> the events
 */
public final class KafkaSink<T> implements TransactionalSink<T, PreparedRows> {

    private static final long serialVersionUID = 1;

    private final SinkSettings<T> settings;
    private final Progresses progresses = new Progresses();

    private KafkaSink(SinkSettings<T> settings) {
        this.settings = settings;
    }

    static <T> KafkaSink<T> of(ClientSettings clients, String topic, Format<T> values) {
        return new KafkaSink<>(new SinkSettings<>(clients, Topics.checked(topic), values.checkWrites()));
    }

    /**
     * Gives records keys, by which Kafka chooses their partitions.
     *
     * @param <K> the keys
     * @param key from event to key; null for a record without one
     * @param format how keys are written
     * @return the changed sink
     */
    public <K> KafkaSink<T> key(Fn<? super T, ? extends K> key, Format<K> format) {
        Objects.requireNonNull(key, "key");
        return changed(s -> {
            s.key = key;
            s.keys = format.checkWrites();
        });
    }

    /**
     * Writes events to topics of their own, which have to be there. The topic that the sink was made with is the one that its marker belongs to.
     *
     * @param topic from event to the name of its topic
     * @return the changed sink
     */
    public KafkaSink<T> topic(Fn<? super T, String> topic) {
        Objects.requireNonNull(topic, "topic");
        return changed(s -> s.topicOf = topic);
    }

    /**
     * Gives records headers.
     *
     * @param headers from event to headers, in order; never null
     * @return the changed sink
     */
    public KafkaSink<T> headers(Fn<? super T, List<KafkaHeader>> headers) {
        Objects.requireNonNull(headers, "headers");
        return changed(s -> s.headers = headers);
    }

    /**
     * Chooses the partitions; otherwise Kafka does, by the hash of the key, or in turns where there is none.
     *
     * @param partition from event to the number of a partition that there is
     * @return the changed sink
     */
    public KafkaSink<T> partition(ToLongFn<? super T> partition) {
        Objects.requireNonNull(partition, "partition");
        return changed(s -> s.partition = partition);
    }

    /**
     * Gives records timestamps. Otherwise they have those of their events in event time, and where there is none the time at which they are sent.
     *
     * @param millis from event to epoch milliseconds, not negative
     * @return the changed sink
     */
    public KafkaSink<T> timestamp(ToLongFn<? super T> millis) {
        Objects.requireNonNull(millis, "millis");
        return changed(s -> s.time = millis);
    }

    /**
     * Writes some events as tombstones, records with a key and no value, by which compacted topics forget a key.
     *
     * @param tombstone whether the key of an event is to be forgotten
     * @return the changed sink
     */
    public KafkaSink<T> tombstoneWhen(PredicateFn<? super T> tombstone) {
        Objects.requireNonNull(tombstone, "tombstone");
        return changed(s -> s.tombstone = tombstone);
    }

    /**
     * Names what tells this sink from all others at the brokers: its transactional id, and the group that has its marker. Otherwise it is "millrace-JOB-SINK" of their names. It
     * belongs to the snapshots of one job: a job that begins anew with other snapshots needs another one, or the group is deleted before.
     *
     * @param id the id
     * @return the changed sink
     */
    public KafkaSink<T> transactions(String id) {
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("the transactions must have a name, not '" + id + "'");
        }
        return changed(s -> s.id = id);
    }

    /**
     * Says how many bytes a task keeps at most between two snapshots, beyond which the job fails, and again how many of complete snapshots, beyond which the sink
     * waits until they are written; 256 MiB unless this is said.
     *
     * @param bytes positive
     * @return the changed sink
     */
    public KafkaSink<T> keepingAtMost(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a task has to keep some bytes between two snapshots, not " + bytes);
        }
        return changed(s -> s.mostBytes = bytes);
    }

    /**
     * Sets something of Kafka's producer, by Kafka's own name: how to log in, sizes, waits, compression.
     *
     * @param name one of {@link org.apache.kafka.clients.producer.ProducerConfig}
     * @param value its value
     * @return the changed sink
     */
    public KafkaSink<T> with(String name, String value) {
        return changed(s -> s.clients = s.clients.with(name, value, true));
    }

    /**
     * Writes records at once, whatever becomes of the snapshot: soon visible and cheaper, but some are there twice after a failure. A snapshot waits until brokers have
     * all that came before it.
     *
     * @return a sink that loses nothing
     */
    public Sink<T> atLeastOnce() {
        return new PlainSink<>(settings);
    }

    @Override
    public SinkWriter<T> open(SinkContext context) throws Exception {
        return atLeastOnce().open(context);
    }

    @Override
    public TransactionalWriter<T, PreparedRows> openTransactional(SinkContext context, List<PreparedRows> restored)
            throws Exception {
        return new KeepingWriter<>(settings, context, progresses.of(context));
    }

    @Override
    public Committer<PreparedRows> committer(SinkContext context) {
        return new MarkingCommitter(settings, context, progresses.of(context), failures(context, settings.clients));
    }

    private KafkaSink<T> changed(Consumer<SinkSettings<T>> change) {
        SinkSettings<T> copy = new SinkSettings<>(settings);
        change.accept(copy);
        return new KafkaSink<>(copy);
    }

    static Failures failures(TaskContext context, ClientSettings clients) {
        return new Failures("sink '" + context.operator() + "'", clients.servers(), UnwritableSinkException::new);
    }

    @Override
    public Type<PreparedRows> preparedType() {
        return Type.of(PreparedRows.class);
    }

    @Override
    public boolean blocking() {
        return true;
    }

    /** Where it writes, for people. */
    @Override
    public String toString() {
        return (settings.topicOf == null ? "topic " + settings.topic : "topics") + " at " + settings.clients
                + ", exactly once";
    }
}
