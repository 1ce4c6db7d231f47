package io.millrace.operator.internal;

import io.millrace.function.Fn;
import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.table.Cursor;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * Lets an event pass unless it would be one of more than so many of its key within some time, of those that have passed;
 * others go to a side output. With one it is deduplication: none passes that is nearer to one that has passed.
 *
 * <p>State: for each pane, which is as long as that time, and each key the times of what has passed, ascending, behind their
 * number. So there are at most so many in a pane, an event has to look at three, and a pane is dropped as a whole when
 * the watermark is so far that no event to come is near enough to anything in it.
 */
public final class Limiting<K, T> implements Operator<T, T> {

    private static final long[] NONE = {0};

    private final Fn<? super T, ? extends K> keyOf;
    private final int most;
    private final long within;
    private final String overName;
    private final Times before = new Times();
    private final Times same = new Times();
    private final Times after = new Times();
    private OperatorContext context;
    private StateTable<K, long[]> passed;
    private GroupProgress progress;
    private Output<T> over;
    private Late<T> late;
    private Counter overCount;

    /** What of a key has passed in a pane. */
    private static final class Times {
        private long[] sorted = NONE;
        private int size;

        void set(long[] newSorted) {
            sorted = newSorted == null ? NONE : newSorted;
            size = (int) sorted[0];
        }

        long at(int index) {
            return sorted[1 + index];
        }

        /** How many are not later. */
        int upTo(long timestamp) {
            if (size == 0 || sorted[size] <= timestamp) {
                return size;
            }
            int low = 0;
            int high = size - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (at(middle) <= timestamp) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    /**
     * @param most how many may pass, at least 1
     * @param within in milliseconds, at least 1: those that are as far from each other count not together
     * @param over the name of the side output of what does not pass, and of its metric
     */
    public Limiting(Fn<? super T, ? extends K> keyOf, int most, long within, String over) {
        this.keyOf = keyOf;
        this.most = most;
        this.within = within;
        this.overName = over;
    }

    @Override
    public void open(OperatorContext operatorContext) {
        context = operatorContext;
        KeyedState<K> keys = context.keyedState();
        passed = keys.table("passed", TimesSerde.INSTANCE);
        progress = keys.eventTime();
        over = context.sideOutput(overName);
        late = new Late<>(context);
        overCount = context.metrics().counter(overName);
    }

    /** What passed under another time is in panes of that, where nobody would look for it. */
    @Override
    public void onRestored() {
        Slice<K, long[]> slice = passed.firstSlice();
        while (slice != null) {
            Cursor<K, long[]> cursor = slice.cursor();
            while (cursor.next()) {
                if (!isInPlace(cursor.peek(), slice.namespace())) {
                    move(cursor);
                }
            }
            if (slice.size() == 0) {
                passed.drop(slice.namespace());
            }
            slice = passed.sliceAfter(slice.namespace());
        }
    }

    private boolean isInPlace(long[] times, long pane) {
        return Math.floorDiv(times[1], within) == pane && Math.floorDiv(times[(int) times[0]], within) == pane;
    }

    private void move(Cursor<K, long[]> from) {
        K key = from.key();
        int hash = from.hash();
        long[] times = from.peek();
        from.remove();
        for (int i = 1; i <= times[0]; i++) {
            Slice<K, long[]> slice = passed.slice(Math.floorDiv(times[i], within));
            same.set(slice.peek(key, hash));
            slice.put(key, hash, with(slice, key, hash, times[i], same.upTo(times[i])));
        }
    }

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        for (int row = 0, size = batch.size(); row < size; row++) {
            T event = batch.value(row);
            long timestamp = batch.timestamp(row);
            int hash = batch.hash(row);
            if (timestamp <= progress.of(KeyGroups.groupOf(hash))) {
                late.emit(event, timestamp);
            } else if (passes(event, timestamp, hash)) {
                out.emit(event, timestamp);
            } else {
                overCount.increment();
                over.emit(event, timestamp);
            }
        }
        return true;
    }

    private boolean passes(T event, long timestamp, int hash) {
        K key = null;
        try {
            key = keyOf.apply(event);
            return takes(key, timestamp, hash);
        } catch (Throwable e) {
            throw context.failure(e, key, event, timestamp);
        }
    }

    private boolean takes(K key, long timestamp, int hash) {
        long pane = Math.floorDiv(timestamp, within);
        Slice<K, long[]> slice = passed.slice(pane);
        same.set(slice.peek(key, hash));
        before.set(peek(pane - 1, key, hash));
        after.set(peek(pane + 1, key, hash));
        int position = before.size + same.upTo(timestamp);
        if (isOver(timestamp, position)) {
            return false;
        }
        slice.put(key, hash, with(slice, key, hash, timestamp, position - before.size));
        return true;
    }

    private long[] peek(long pane, K key, int hash) {
        Slice<K, long[]> slice = passed.sliceIfPresent(pane);
        return slice == null ? null : slice.peek(key, hash);
    }

    /** Whether so many that have passed would be too near to each other with one more at a position among them. */
    private boolean isOver(long timestamp, int position) {
        int total = before.size + same.size + after.size;
        for (int first = Math.max(0, position - most); first <= Math.min(position, total - most); first++) {
            int last = first + most - 1;
            long earliest = first < position ? at(first) : timestamp;
            long latest = last >= position ? at(last) : timestamp;
            if (EventTime.minus(latest, within) < earliest) {
                return true;
            }
        }
        return false;
    }

    private long at(int index) {
        if (index < before.size) {
            return before.at(index);
        }
        int inSame = index - before.size;
        return inSame < same.size ? same.at(inSame) : after.at(inSame - same.size);
    }

    /** The times of the pane with one more; in place where there is room, as most are appended. */
    private long[] with(Slice<K, long[]> slice, K key, int hash, long timestamp, int position) {
        int size = same.size;
        long[] times = size == 0 ? NONE : slice.get(key, hash);
        if (size + 1 == times.length) {
            // More may have passed while more might.
            int room = (int) Math.max(1L + size, Math.min(most, 2L * size));
            times = Arrays.copyOf(times, 1 + room);
        }
        System.arraycopy(times, 1 + position, times, 2 + position, size - position);
        times[1 + position] = timestamp;
        times[0] = 1L + size;
        return times;
    }

    @Override
    public Optional<Account> account() {
        return Optional.of(Account.passing().with(Account.LATE, late.count()).with(overName, overCount.value()));
    }

    @Override
    public boolean onWatermark(long watermark, Output<T> out) {
        // An event to come is later than the watermark, and at least a pane away from what is dropped.
        long common = progress.common();
        long last = common == EventTime.MAX ? EventTime.MAX : EventTime.minus(Math.floorDiv(common, within), 2);
        Slice<K, long[]> slice = passed.firstSlice();
        while (slice != null && slice.namespace() <= last) {
            passed.drop(slice.namespace());
            slice = passed.firstSlice();
        }
        return true;
    }
}
