package io.millrace.survival;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads a list, waits now and then, and fails where it is told to.
 *
 * @param pauseEvery after how many events it waits for a moment, or 0 for never
 */
record ReplaySource(List<Event> events, int pauseEvery, Mishaps mishaps) implements Source<Event> {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    @Override
    public SourceReader<Event> open(SourceContext context) {
        mishaps.at(Hook.SOURCE_OPEN);
        return new Reader(context);
    }

    private final class Reader implements SourceReader<Event> {

        private final SourceContext context;
        private final SnapshotNews news = new SnapshotNews(mishaps, "reader");
        private int next;
        private int pausedAt = -1;
        private long pauseEnds;

        Reader(SourceContext context) {
            this.context = context;
            next = context.startPosition() instanceof Long start ? start.intValue() : 0;
        }

        @Override
        public Fetch fetch(Batch<Event> batch) {
            mishaps.at(Hook.SOURCE_FETCH);
            while (next < events.size() && !batch.isFull()) {
                if (pauses()) {
                    return Fetch.WAIT;
                }
                batch.add(events.get(next));
                next++;
            }
            return next < events.size() ? Fetch.MORE : Fetch.END;
        }

        private boolean pauses() {
            if (pauseEvery == 0 || next % pauseEvery != pauseEvery - 1) {
                return false;
            }
            long now = context.clock().nanos();
            if (pausedAt != next) {
                pausedAt = next;
                pauseEnds = now + PAUSE_NANOS;
            }
            context.wakeAtNanos(pauseEnds);
            return pauseEnds - now > 0;
        }

        @Override
        public Object position() {
            mishaps.at(Hook.SOURCE_POSITION);
            return (long) next;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) {
            news.completeOf(snapshot, position, next);
        }

        @Override
        public void onSnapshotAborted(long snapshot) {
            news.aborted(snapshot);
        }

        @Override
        public void close() {
            news.closed();
            mishaps.at(Hook.SOURCE_CLOSE);
        }
    }
}
