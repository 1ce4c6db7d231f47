package io.millrace.benchmarks.engine;

import io.millrace.benchmarks.nexmark.NexmarkEvent;
import io.millrace.benchmarks.nexmark.NexmarkLog;
import io.millrace.benchmarks.workload.Stopwatch;
import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;

/** Reads the log of events; of n readers, reader i reads the indexes that are i modulo n. */
final class NexmarkSource implements Source<NexmarkEvent> {

    private static final long serialVersionUID = 1;

    private final long events;

    NexmarkSource(long events) {
        this.events = events;
    }

    @Override
    public SourceReader<NexmarkEvent> open(SourceContext context) {
        return new Reader(NexmarkLog.shared(), context.subtask(), context.parallelism(), events);
    }

    @Override
    public int maxParallelism() {
        return Integer.MAX_VALUE;
    }

    private static final class Reader implements SourceReader<NexmarkEvent> {

        private final NexmarkLog log;
        private final int step;
        private final long end;
        private long next;
        private boolean started;

        Reader(NexmarkLog log, int first, int step, long end) {
            this.log = log;
            this.step = step;
            this.end = end;
            next = first;
        }

        @Override
        public Fetch fetch(Batch<NexmarkEvent> batch) {
            if (!started) {
                started = true;
                Stopwatch.start();
            }
            long index = next;
            long full = Math.min(end, index + (long) batch.capacity() * step);
            for (; index < full; index += step) {
                batch.add(log.event(index));
            }
            next = index;
            return index < end ? Fetch.MORE : Fetch.END;
        }
    }
}
