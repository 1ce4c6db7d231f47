package io.millrace.window.operator;

import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.Outstanding;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.time.EventTime;
import io.millrace.window.spi.PaneInfo;
import io.millrace.window.spi.PaneInfo.Timing;
import java.util.Optional;

/**
 * Windows of so many events of a key, one after the other. Time has no part in it; what is not full at its end goes.
 */
public final class CountWindowOperator<K, T, A, R, O> extends WindowOperator<K, T, A, R, O> {

    private final long size;
    private final UpdateFiring<A, R> updates;
    private StateTable<K, CountedWindow<A>> table;
    private Slice<K, CountedWindow<A>> windows;

    /**
     * An operator for one task.
     *
     * @param size how many events a window has, at least 1
     */
    public CountWindowOperator(long size, WindowLogic<K, T, A, R, O> logic) {
        super(logic);
        this.size = size;
        updates = emission.updates();
    }

    @Override
    public void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        table = operatorContext
                .<K>keyedState()
                .table("counted", new CountedWindowSerde<>(accumulatorSerde(), size - 1));
        windows = table.slice(0);
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp, Output<O> out) throws Exception {
        if (!out.hasRoom()) {
            return false;
        }
        CountedWindow<A> window = windows.get(key, hash);
        if (window == null) {
            window = new CountedWindow<>(aggregate.create());
            windows.put(key, hash, window);
        }
        aggregate.add(window.accumulator, event, timestamp);
        window.count(timestamp);
        fire(key, window, out);
        if (window.count == size) {
            windows.remove(key, hash);
        }
        return true;
    }

    private void fire(K key, CountedWindow<A> window, Output<O> out) throws Exception {
        boolean isFull = window.count == size;
        if (updates == null && !isFull) {
            return;
        }
        R result = emission.fire(window.accumulator);
        if (result != null) {
            boolean isLast = isFull || updates.isFinal(window.accumulator);
            PaneInfo pane = PaneInfo.of(isFull ? Timing.ON_TIME : Timing.EARLY, window.emitted++, isLast);
            TimeSpan span = window.span;
            emit(out, key, span.start(), span.end(), span.last(), result, pane);
        }
    }

    @Override
    public Optional<Outstanding> outstanding(Object key, int hash) {
        CountedWindow<A> window = windows.peek(asKey(key), hash);
        return Optional.of(window == null ? new Outstanding.Nothing() : window.span.waitingFor(size - window.count));
    }

    @Override
    boolean onTime(long newTime, Output<O> out) {
        if (newTime == EventTime.MAX) {
            table.drop(0);
            windows = table.slice(0);
        }
        return true;
    }

    @Override
    long nextDue() {
        return EventTime.MAX;
    }
}
