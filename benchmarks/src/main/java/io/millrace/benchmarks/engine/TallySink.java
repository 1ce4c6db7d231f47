package io.millrace.benchmarks.engine;

import io.millrace.benchmarks.workload.Tally;
import io.millrace.function.ToLongFn;
import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;

/** Adds up checksums of results. */
public final class TallySink<T> implements Sink<T> {

    private static final long serialVersionUID = 1;

    private final ToLongFn<? super T> checksum;

    /**
     * A sink.
     *
     * @param checksum of a result
     */
    public TallySink(ToLongFn<? super T> checksum) {
        this.checksum = checksum;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) {
        return new Writer();
    }

    private final class Writer implements SinkWriter<T> {

        private long results;
        private long sum;

        @Override
        public void write(Batch<T> batch) throws Exception {
            long added = 0;
            for (int row = 0; row < batch.size(); row++) {
                added += checksum.applyAsLong(batch.value(row));
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
