package io.millrace.kafka;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.SourceReader.Lag;
import io.millrace.time.EventTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Makes events of the records that the consumer of its task has taken in for a partition. */
final class PartitionReader<T> implements SourceReader<T>, Contact.Partition {

    private static final int LONGEST_TEXT = 1_000;

    /** Unlike the lag that nobody will ever know. */
    private static final long NOT_KNOWN_YET = Long.MIN_VALUE;

    private final TopicPartition partition;
    private final Decoder<T> decoder;
    private final SourceContext context;
    private final ConsumerOfTask consumer;
    private final long end;

    private final Deque<List<ConsumerRecord<byte[], byte[]>>> taken = new ArrayDeque<>();
    private int next;
    private long offset;
    private int epoch;
    private boolean atEnd;
    private volatile long lag = NOT_KNOWN_YET;

    PartitionReader(
            TopicPartition partition, Place place, Decoder<T> decoder, SourceContext context, ConsumerOfTask consumer) {
        this.partition = partition;
        this.decoder = decoder;
        this.context = context;
        this.consumer = consumer;
        offset = place.offset();
        epoch = place.epoch();
        end = place.end();
        atEnd = offset >= end;
        if (!atEnd) {
            consumer.add(this);
        }
    }

    TopicPartition partition() {
        return partition;
    }

    @Override
    public SourceContext context() {
        return context;
    }

    Place place() {
        return new Place(offset, epoch, end);
    }

    boolean isBounded() {
        return end != Place.ENDLESS;
    }

    @Override
    public boolean isKnown() {
        return atEnd || !taken.isEmpty() || lag != NOT_KNOWN_YET;
    }

    /** From the consumer: records in order. */
    void take(List<ConsumerRecord<byte[], byte[]>> records) {
        taken.add(records);
    }

    /** From the consumer: where that is, which may be behind what is no record, and by how many the partition is longer. */
    void reached(long consumed, long behind) {
        atEnd |= consumed >= end;
        lag = behind;
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        for (int left = batch.capacity(); left > 0 && !batch.isFull(); left--) {
            ConsumerRecord<byte[], byte[]> bytes = poll();
            if (bytes == null) {
                break;
            }
            if (bytes.offset() >= end) {
                taken.clear();
                atEnd = true;
                break;
            }
            add(bytes, batch);
            offset = bytes.offset() + 1;
            epoch = bytes.leaderEpoch().orElse(-1);
        }
        if (!taken.isEmpty()) {
            return Fetch.MORE;
        }
        if (atEnd) {
            consumer.remove(this);
            return Fetch.END;
        }
        return Fetch.WAIT;
    }

    private ConsumerRecord<byte[], byte[]> poll() {
        List<ConsumerRecord<byte[], byte[]>> records = taken.peek();
        if (records == null) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> polled = records.get(next++);
        if (next == records.size()) {
            taken.poll();
            next = 0;
        }
        return polled;
    }

    private void add(ConsumerRecord<byte[], byte[]> bytes, Batch<T> batch) {
        T event;
        try {
            event = decoder.decode(bytes);
        } catch (Exception e) {
            context.reject(
                    textOf(bytes), new UnreadableRecordException(bytes.topic(), bytes.partition(), bytes.offset(), e));
            return;
        }
        batch.add(event, bytes.timestamp() < 0 ? EventTime.NONE : bytes.timestamp());
    }

    /** What dead letters have of it. */
    private static String textOf(ConsumerRecord<byte[], byte[]> bytes) {
        return (bytes.key() == null ? "" : text(bytes.key()) + " -> ")
                + (bytes.value() == null ? "no value" : text(bytes.value()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, LONGEST_TEXT), StandardCharsets.UTF_8)
                + (bytes.length > LONGEST_TEXT ? "... (" + bytes.length + " bytes)" : "");
    }

    @Override
    public Object position() {
        return place().toList();
    }

    @Override
    public void onSnapshotComplete(long snapshot, Object position) {
        long reached =
                position == null ? -1 : Place.of(position, context.operator()).offset();
        if (reached >= 0) {
            consumer.commit(partition, reached);
        }
    }

    @Override
    public Lag lag() {
        return Lag.records(lag);
    }

    @Override
    public void close() {
        consumer.remove(this);
        decoder.close();
    }
}
