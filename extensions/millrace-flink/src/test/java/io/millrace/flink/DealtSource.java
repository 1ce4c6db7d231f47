package io.millrace.flink;

import io.millrace.operator.Batch;
import io.millrace.operator.TaskContext;
import io.millrace.source.Fetch;
import io.millrace.source.SourceContext;
import io.millrace.source.SourceReader;
import io.millrace.source.Split;
import io.millrace.source.SplitFinder;
import io.millrace.source.SplitSource;
import io.millrace.source.Splits;
import io.millrace.state.serde.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Deals events to splits. Each goes on behind its half when a checkpoint is complete that has it, but for one that fails then, once, or for as long as the
 * test holds them.
 */
final class DealtSource implements SplitSource<Event> {

    private static final long serialVersionUID = 1;

    private static final int SPLITS = 5;
    private static final int MOST = 100;
    private static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();

    /** How many splits have still to come to their half. */
    private static final Map<String, CountDownLatch> HELD = new ConcurrentHashMap<>();

    private final String test;
    private final ArrayList<Event> events;
    private final boolean fails;

    DealtSource(String test, List<Event> events, boolean fails) {
        this.test = test;
        this.events = new ArrayList<>(events);
        this.fails = fails;
    }

    static AtomicInteger failures(String test) {
        return FAILURES.computeIfAbsent(test, unused -> new AtomicInteger());
    }

    static void hold(String test) {
        HELD.put(test, new CountDownLatch(SPLITS));
    }

    static void awaitHeld(String test) throws InterruptedException {
        HELD.get(test).await();
    }

    static void release(String test) {
        HELD.remove(test);
    }

    @Override
    public Type<Event> eventType() {
        return Type.of(Event.class);
    }

    @Override
    public SplitFinder finder(TaskContext context) {
        return known -> Splits.all(IntStream.range(0, SPLITS)
                .mapToObj(split -> new Split("split-" + split))
                .toList());
    }

    @Override
    public SourceReader<Event> open(SourceContext context) {
        return new Reader(context);
    }

    private final class Reader implements SourceReader<Event> {

        private final SourceContext context;
        private final List<Event> own;
        private final boolean isFirst;
        private long next;
        private boolean held;
        private boolean safe;

        private Reader(SourceContext context) {
            this.context = context;
            int split = Integer.parseInt(context.split().substring("split-".length()));
            isFirst = split == 0;
            own = IntStream.range(0, events.size())
                    .filter(event -> event % SPLITS == split)
                    .mapToObj(events::get)
                    .toList();
            next = context.startPosition() instanceof Long position ? position : 0;
            safe = next >= half();
        }

        private long half() {
            return own.size() / 2;
        }

        @Override
        public Fetch fetch(Batch<Event> batch) {
            for (int i = 0; i < MOST && next < own.size(); i++) {
                if (next == half() && mustWait()) {
                    return batch.isEmpty() ? Fetch.WAIT : Fetch.MORE;
                }
                batch.add(own.get((int) next++));
            }
            return next < own.size() ? Fetch.MORE : Fetch.END;
        }

        private boolean mustWait() {
            CountDownLatch latch = HELD.get(test);
            if (latch != null && !held) {
                held = true;
                latch.countDown();
            }
            if (safe && fails && isFirst && failures(test).compareAndSet(0, 1)) {
                throw new IllegalStateException("the failure of the test");
            }
            return latch != null || !safe;
        }

        @Override
        public Object position() {
            return next;
        }

        @Override
        public void onSnapshotComplete(long snapshot, Object position) {
            safe |= position instanceof Long reached && reached >= half();
            context.wake();
        }
    }
}
