package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.benchmarks.workload.Trade;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** The time of trades; the first thing of an application that sees them. */
final class TradeTimes implements TimestampExtractor {

    /** A negative time makes it drop the record. */
    private static final long NONE = -1;

    private final TradeTopic topic;
    private final int run;
    private final Progress progress;
    private boolean started;

    TradeTimes(TradeTopic topic, int run, Progress progress) {
        this.topic = topic;
        this.run = run;
        this.progress = progress;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        if (!started) {
            started = true;
            Stopwatch.start();
        }
        Trade trade = (Trade) record.value();
        if (EndMark.is(trade)) {
            return EndMark.isOf(trade, run) ? trade.time() : NONE;
        }
        if (topic.isLast(record.partition(), record.offset())) {
            progress.lastRead();
        }
        return trade.time();
    }
}
