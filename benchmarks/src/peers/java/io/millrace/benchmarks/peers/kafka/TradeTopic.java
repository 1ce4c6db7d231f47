package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Trades in a topic, in the order of the log, in partitions by user or in turn. */
final class TradeTopic implements AutoCloseable {

    static final String NAME = "trades";

    /** They take less than two gigabytes. */
    private static final long MAX_EVENTS = 50_000_000;

    private static final long NO_OFFSET = -1;

    private final int users;
    private final boolean keyed;
    private final int partitions;
    private final TradeLog log;
    private final Admin admin;
    private final KafkaProducer<String, Trade> producer;
    private final long[] lastOffsets;
    private volatile Exception failure;
    private long events;
    private long lastTime = TradeLog.FIRST_MILLIS;

    TradeTopic(String broker, int users, boolean keyed, int partitions)
            throws ExecutionException, InterruptedException {
        this.users = users;
        this.keyed = keyed;
        this.partitions = partitions;
        log = new TradeLog(users);
        lastOffsets = new long[partitions];
        Arrays.fill(lastOffsets, NO_OFFSET);
        admin = Admin.create(Map.of("bootstrap.servers", broker));
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker,
                        "linger.ms",
                        5,
                        "batch.size",
                        256 << 10,
                        "delivery.timeout.ms",
                        Integer.MAX_VALUE),
                new StringSerializer(),
                new TradeSerde().serializer());
        admin.createTopics(List.of(new NewTopic(NAME, partitions, (short) 1)))
                .all()
                .get();
    }

    /** Whether this is such a topic, to which events can be added until it has as many. */
    boolean canHold(int users, boolean keyed, int partitions, long events) {
        return this.users == users && this.keyed == keyed && this.partitions == partitions && this.events <= events;
    }

    /** Adds the events that are missing. */
    void fill(long count) throws ExecutionException, InterruptedException {
        if (count > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    count + " events are too many for a topic on disk; at most " + MAX_EVENTS + " are");
        }
        Map<Integer, Future<RecordMetadata>> last = new HashMap<>();
        for (; events < count; events++) {
            Trade trade = log.trade(events);
            int partition = partition(trade, events);
            last.put(partition, producer.send(record(partition, keyed ? trade.user() : null, trade), this::sent));
            lastTime = Math.max(lastTime, trade.time());
        }
        producer.flush();
        if (failure != null) {
            throw new IllegalStateException("records have not reached topic " + NAME, failure);
        }
        for (Map.Entry<Integer, Future<RecordMetadata>> entry : last.entrySet()) {
            lastOffsets[entry.getKey()] = entry.getValue().get().offset();
        }
    }

    private void sent(RecordMetadata metadata, Exception exception) {
        if (exception != null) {
            failure = exception;
        }
    }

    private int partition(Trade trade, long index) {
        return keyed ? Math.floorMod(trade.user().hashCode(), partitions) : (int) (index % partitions);
    }

    private static ProducerRecord<String, Trade> record(int partition, String key, Trade trade) {
        return new ProducerRecord<>(NAME, partition, trade.time(), key, trade);
    }

    /**
     * Makes time go on in all partitions.
     *
     * @param run the number of the run
     * @param aheadMillis until how long after the last trade
     */
    void end(int run, long aheadMillis) throws ExecutionException, InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            Trade mark = EndMark.of(run, lastTime + aheadMillis);
            sent.add(producer.send(record(partition, mark.user(), mark)));
        }
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
    }

    /** How many partitions have trades. */
    int filledPartitions() {
        return (int)
                Arrays.stream(lastOffsets).filter(offset -> offset != NO_OFFSET).count();
    }

    int partitions() {
        return partitions;
    }

    /** Whether a trade is the last one in its partition. */
    boolean isLast(int partition, long offset) {
        return lastOffsets[partition] == offset;
    }

    @Override
    public void close() {
        producer.close();
        admin.deleteTopics(List.of(NAME))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        admin.close();
    }
}
