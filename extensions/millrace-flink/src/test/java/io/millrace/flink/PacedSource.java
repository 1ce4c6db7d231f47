package io.millrace.flink;

import io.millrace.operator.Batch;
import io.millrace.source.Fetch;
import io.millrace.source.Source;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads events in parts, the next when a checkpoint is complete that has the one before: so there are checkpoints in between, however fast events are.
 * Fails as often as it is told, behind one part after the other.
 */
final class PacedSource implements Source<Event> {

    private static final long serialVersionUID = 1;

    private static final int PARTS = 6;
    private static final int MOST = 100;
    private static final int FLOWING = -1;

    /** By test, since readers are read back from bytes. */
    private static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();

    /** The tests whose sources wait half way, and when one does. */
    private static final Map<String, CountDownLatch> HELD = new ConcurrentHashMap<>();

    private final String test;
    private final ArrayList<Event> events;
    private final int failures;

    PacedSource(String test, List<Event> events, int failures) {
        this.test = test;
        this.events = new ArrayList<>(events);
        this.failures = failures;
    }

    /** The same batches, and so the same watermarks, with neither pauses nor failures. */
    static PacedSource flowing(List<Event> events) {
        return new PacedSource("", events, FLOWING);
    }

    /** Has the source of a test wait half way. */
    static void hold(String test) {
        HELD.put(test, new CountDownLatch(1));
    }

    static void awaitHeld(String test) throws InterruptedException {
        HELD.get(test).await();
    }

    static void release(String test) {
        HELD.remove(test);
    }

    /** What is read before a source waits half way. */
    static List<Event> half(List<Event> events) {
        return events.stream()
                .limit((events.size() * (PARTS / 2) + PARTS - 1) / PARTS)
                .toList();
    }

    static int failures(String test) {
        return FAILURES.computeIfAbsent(test, unused -> new AtomicInteger()).get();
    }

    @Override
    public Type<Event> eventType() {
        return Type.of(Event.class);
    }

    @Override
    public SourceReader<Event> open(SourceContext context) {
        return new Reader(context);
    }

    private final class Reader implements SourceReader<Event> {

        private final SourceContext context;
        private long next;
        private long safe;

        private Reader(SourceContext context) {
            this.context = context;
            next = context.startPosition() instanceof Long position ? position : 0;
            safe = next;
        }

        private long part(long position) {
            return position * PARTS / Math.max(1, events.size());
        }

        @Override
        public Fetch fetch(Batch<Event> batch) {
            for (int i = 0; i < MOST && next < events.size(); i++) {
                if (failures != FLOWING && isHeld()) {
                    return batch.isEmpty() ? Fetch.WAIT : Fetch.MORE;
                }
                if (failures != FLOWING && part(next) > part(safe)) {
                    failIfDue();
                    return batch.isEmpty() ? Fetch.WAIT : Fetch.MORE;
                }
                batch.add(events.get((int) next++));
            }
            return next < events.size() ? Fetch.MORE : Fetch.END;
        }

        private boolean isHeld() {
            CountDownLatch held = HELD.get(test);
            boolean isHeld = held != null && part(next) >= PARTS / 2;
            if (isHeld) {
                held.countDown();
            }
            return isHeld;
        }

        private void failIfDue() {
            AtomicInteger count = FAILURES.computeIfAbsent(test, unused -> new AtomicInteger());
            int failed = count.get();
            if (failed < failures && part(next) > failed + 1 && count.compareAndSet(failed, failed + 1)) {
                throw new IllegalStateException("failure " + (failed + 1) + " of the test");
            }
        }

        @Override
        public Object position() {
            return next;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) {
            safe = position instanceof Long reached ? reached : safe;
            context.wake();
        }
    }
}
