package io.millrace.benchmarks.micro;

import io.millrace.operator.Batch;
import io.millrace.sink.Sink;
import io.millrace.sink.SinkContext;
import io.millrace.sink.SinkWriter;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.time.Clock;
import io.millrace.time.SystemClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** A source and a sink of which only one has anything to do at a time. */
final class Hops {

    private static final int DIGITS = 3;

    private final long hops;
    private final int size;
    private final Clock clock = SystemClock.INSTANCE;
    private final AtomicLong arrivedEvents = new AtomicLong();
    private final Histogram oneWay = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    private final Histogram roundTrip = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);

    /** So many times so many events. */
    Hops(long hops, int size) {
        this.hops = hops;
        this.size = size;
    }

    Source<Sent> source() {
        return new PingSource();
    }

    Sink<Sent> sink() {
        return new PongSink();
    }

    /** From when a batch was begun until the sink had it, in nanoseconds. */
    Histogram oneWay() {
        return oneWay;
    }

    /** From when a batch was begun until the source knew that the sink had it. */
    Histogram roundTrip() {
        return roundTrip;
    }

    long arrivedEvents() {
        return arrivedEvents.get();
    }

    record Sent(long nanos) {}

    private final class PingSource implements Source<Sent> {

        private static final long serialVersionUID = 1;

        @Override
        public SourceReader<Sent> open(SourceContext context) {
            return new Ping();
        }
    }

    private final class Ping implements SourceReader<Sent> {

        private long sent;
        private long sentNanos;

        @Override
        public Fetch fetch(Batch<Sent> batch) {
            // What the sink has not had yet keeps the source waiting, without parking: it is the sink's turn.
            if (arrivedEvents.get() < sent * size) {
                return Fetch.MORE;
            }
            long now = clock.nanos();
            if (sent > 0) {
                roundTrip.recordValue(now - sentNanos);
            }
            if (sent == hops) {
                return Fetch.END;
            }
            begin(batch, now);
            return Fetch.MORE;
        }

        private void begin(Batch<Sent> batch, long now) {
            Sent event = new Sent(now);
            for (int i = 0; i < size; i++) {
                batch.add(event);
            }
            sentNanos = now;
            sent++;
        }
    }

    private final class PongSink implements Sink<Sent> {

        private static final long serialVersionUID = 1;

        @Override
        public boolean blocking() {
            return true;
        }

        @Override
        public SinkWriter<Sent> open(SinkContext context) {
            return batch -> {
                oneWay.recordValue(clock.nanos() - batch.value(0).nanos());
                arrivedEvents.lazySet(arrivedEvents.get() + batch.size());
            };
        }
    }
}
