package io.millrace.benchmarks.micro;

import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;

/** Adds amounts up by itself, with no function that it is given: no other pipeline can spoil how it is compiled. */
final class AmountSink implements Sink<Trade> {

    private static final long serialVersionUID = 1;

    @Override
    public SinkWriter<Trade> open(SinkContext context) {
        return new Writer();
    }

    private static final class Writer implements SinkWriter<Trade> {

        private long results;
        private long sum;

        @Override
        public void write(Batch<Trade> batch) {
            long added = 0;
            for (int row = 0; row < batch.size(); row++) {
                added += (long) batch.value(row).amount();
            }
            sum += added;
            results += batch.size();
        }

        @Override
        public void finish() {
            Tally.add(results, sum);
        }
    }
}
