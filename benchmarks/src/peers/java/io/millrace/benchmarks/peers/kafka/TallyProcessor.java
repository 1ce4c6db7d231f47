package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Trade;
import java.util.function.ToLongBiFunction;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** Adds up the results of a task; a mark that has passed all maps is none. */
final class TallyProcessor<K, V> implements Processor<K, V, Void, Void> {

    private final ToLongBiFunction<? super K, ? super V> checksumFn;
    private long results;
    private long checksum;

    TallyProcessor(ToLongBiFunction<? super K, ? super V> checksumFn) {
        this.checksumFn = checksumFn;
    }

    @Override
    public void process(Record<K, V> record) {
        if (record.value() instanceof Trade trade && EndMark.is(trade)) {
            return;
        }
        results++;
        checksum += checksumFn.applyAsLong(record.key(), record.value());
    }

    long results() {
        return results;
    }

    long checksum() {
        return checksum;
    }
}
