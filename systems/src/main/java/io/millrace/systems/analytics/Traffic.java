package io.millrace.systems.analytics;

import io.millrace.operator.Batch;
import io.millrace.operator.TaskContext;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.time.Clock;
import java.util.stream.IntStream;

/**
 * The hits of a website as a log of several parts that others write, whoever reads: each hit is there when its time has come by the clock. What is not read waits, and is told as lag; a job that was away finds what has
 * come meanwhile.
 */
final class Traffic implements SplitSource<Hit> {

    /** Each has every fourth hit. */
    static final int PARTS = 4;

    private static final long serialVersionUID = 1;
    private static final long LOOK_AGAIN_NANOS = 2_000_000;

    private final Website website;

    Traffic(Website website) {
        this.website = website;
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        Splits parts = Splits.all(IntStream.range(0, PARTS)
                .mapToObj(part -> new Split(String.valueOf(part)))
                .toList());
        return known -> parts;
    }

    @Override
    public SourceReader<Hit> open(SourceContext context) {
        Object position = context.startPosition();
        return new Part(website, context, position == null ? Integer.parseInt(context.split()) : (Long) position);
    }

    /** Reads one part. */
    private static final class Part implements SourceReader<Hit> {

        private final Website website;
        private final SourceContext context;
        private final Clock clock;
        private volatile long next;

        Part(Website website, SourceContext context, long next) {
            this.website = website;
            this.context = context;
            this.clock = context.clock();
            this.next = next;
        }

        @Override
        public Fetch fetch(Batch<Hit> batch) {
            long told = website.told(clock.millis());
            long index = next;
            while (index < told && !batch.isFull()) {
                batch.add(website.hit(index));
                index += PARTS;
            }
            next = index;
            if (index >= website.count()) {
                return Fetch.END;
            }
            if (index < told) {
                return Fetch.MORE;
            }
            context.wakeAtNanos(clock.nanos() + LOOK_AGAIN_NANOS);
            return Fetch.WAIT;
        }

        @Override
        public Object position() {
            return next;
        }

        @Override
        public Lag lag() {
            long now = clock.millis();
            long index = next;
            long waiting = (website.told(now) - index + PARTS - 1) / PARTS;
            return waiting <= 0 ? new Lag(0, 0) : new Lag(waiting, now - website.toldAt(index));
        }
    }
}
