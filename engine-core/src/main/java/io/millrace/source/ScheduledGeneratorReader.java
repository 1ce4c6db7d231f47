package io.millrace.source;

import io.millrace.operator.Batch;
import io.millrace.time.Clock;

/** Makes events when they are due: all that are overdue by one reading of the clock, then it waits for the next. */
final class ScheduledGeneratorReader<T> implements SourceReader<T> {

    private static final double NANOS_PER_SECOND = 1e9;
    /** Keeps the schedule within what a comparison by subtraction can tell apart: 146 years. */
    private static final long FARTHEST = Long.MAX_VALUE / 2;

    private final GeneratorReader<T> generator;
    private final SourceContext context;
    private final Clock clock;
    private final double period;
    private final long firstIndex;
    private final long start;

    ScheduledGeneratorReader(GeneratorReader<T> generator, SourceContext context, double rate) {
        this.generator = generator;
        this.context = context;
        this.clock = context.clock();
        this.period = NANOS_PER_SECOND / rate;
        this.firstIndex = generator.next() - context.subtask();
        this.start = clock.nanos();
    }

    @Override
    public Fetch fetch(Batch<T> batch) {
        long elapsed = clock.nanos() - start;
        for (int left = batch.capacity(); !generator.atEnd(); left--) {
            if (batch.isFull() || left == 0) {
                return Fetch.MORE;
            }
            long due = due(generator.index());
            if (due > elapsed) {
                context.wakeAtNanos(start + due);
                return Fetch.WAIT;
            }
            generator.generate(batch);
        }
        return Fetch.END;
    }

    @Override
    public Object position() {
        return generator.position();
    }

    /** Nanoseconds from the start, negative for what was left behind. The only place where it is computed, so that a wake-up is never too early. */
    private long due(long index) {
        return Math.min((long) ((index - firstIndex) * period), FARTHEST);
    }
}
