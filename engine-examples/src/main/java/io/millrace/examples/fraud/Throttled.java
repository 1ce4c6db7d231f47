package io.millrace.examples.fraud;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another source, of one reader, held to a rate. Time that went unused is made up for only as far as a tenth of a
 * second.
 *
 * @param <T> the events
 */
final class Throttled<T> implements Source<T> {

    private static final long serialVersionUID = 1;
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_CREDIT_NANOS = NANOS_PER_SECOND / 10;

    private final Source<T> source;
    private final long periodNanos;

    Throttled(Source<T> source, long eventsPerSecond) {
        this.source = source;
        this.periodNanos = (NANOS_PER_SECOND + eventsPerSecond - 1) / eventsPerSecond;
    }

    @Override
    public SourceReader<T> open(SourceContext context) throws Exception {
        return new Reader(source.open(context), context);
    }

    @Override
    public boolean blocking() {
        return source.blocking();
    }

    @Override
    public boolean live() {
        return source.live();
    }

    @Override
    public Type<T> eventType() {
        return source.eventType();
    }

    private final class Reader implements SourceReader<T> {

        private final SourceReader<T> reader;
        private final SourceContext context;
        private long due;

        private Reader(SourceReader<T> reader, SourceContext context) {
            this.reader = reader;
            this.context = context;
            this.due = context.clock().nanos();
        }

        @Override
        public Fetch fetch(Batch<T> batch) throws Exception {
            long credit = context.clock().nanos() - due;
            if (credit < 0) {
                context.wakeAtNanos(due);
                return Fetch.WAIT;
            }
            if (credit > MOST_CREDIT_NANOS) {
                due += credit - MOST_CREDIT_NANOS;
                credit = MOST_CREDIT_NANOS;
            }
            Batch<T> portion = new Batch<>((int) Math.min(batch.capacity(), 1 + credit / periodNanos));
            Fetch outcome = reader.fetch(portion);
            due += portion.size() * periodNanos;
            batch.addAll(portion, 0, portion.size());
            return outcome;
        }

        @Override
        public Object position() {
            return reader.position();
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }

    @Override
    public Optional<String> whyNotPortable() {
        return source.whyNotPortable();
    }
}
