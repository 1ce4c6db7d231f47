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
 * Every so many events of a key, what the last events give. Events are kept in parts, of which two make up what comes
 * between two results: they meet where windows begin and where they end. Time has no part in it; what has not been
 * told at its end goes.
 */
public final class SlidingCountOperator<K, T, A, R, O> extends WindowOperator<K, T, A, R, O> {

    private static final PaneInfo PANE = PaneInfo.of(Timing.ON_TIME, 0, true);

    private final long size;
    private final long slide;

    /** How far behind each result the next window begins that is not cut off at the beginning. */
    private final long beginning;

    private StateTable<K, CountedParts<A>> table;
    private Slice<K, CountedParts<A>> partsOfKeys;

    /**
     * An operator for one task.
     *
     * @param size how many events a window has at most, at least 1
     * @param slide after how many events there is a result, at least 1
     */
    public SlidingCountOperator(long size, long slide, WindowLogic<K, T, A, R, O> logic) {
        super(logic);
        this.size = size;
        this.slide = slide;
        beginning = Math.floorMod(-size, slide);
    }

    @Override
    public void open(OperatorContext operatorContext) {
        super.open(operatorContext);
        table = operatorContext
                .<K>keyedState()
                .table("parts", new CountedPartsSerde<>(accumulatorSerde(), size, slide));
        partsOfKeys = table.slice(0);
    }

    @Override
    boolean process(T event, K key, int hash, long timestamp, Output<O> out) throws Exception {
        if (!out.hasRoom()) {
            return false;
        }
        CountedParts<A> parts = partsOfKeys.get(key, hash);
        if (parts == null) {
            parts = new CountedParts<>();
            partsOfKeys.put(key, hash, parts);
        }
        if (parts.sinceResult == 0 || parts.sinceResult == beginning) {
            parts.begin(aggregate.create());
        }
        aggregate.add(parts.newest(), event, timestamp);
        parts.count(timestamp);
        if (parts.sinceResult == slide) {
            fire(key, parts, out);
        }
        return true;
    }

    private void fire(K key, CountedParts<A> parts, Output<O> out) throws Exception {
        parts.keepNewest(size);
        parts.combineBy(aggregate);
        TimeSpan span = parts.combinedSpan();
        R result = Emission.resultOf(aggregate, parts.combined());
        emit(out, key, span.start(), span.end(), span.last(), result, PANE);
        parts.sinceResult = 0;
    }

    @Override
    public Optional<Outstanding> outstanding(Object key, int hash) {
        CountedParts<A> parts = partsOfKeys.peek(asKey(key), hash);
        return Optional.of(
                parts == null ? new Outstanding.Nothing() : parts.newestSpan().waitingFor(slide - parts.sinceResult));
    }

    @Override
    boolean onTime(long newTime, Output<O> out) {
        if (newTime == EventTime.MAX) {
            table.drop(0);
            partsOfKeys = table.slice(0);
        }
        return true;
    }

    @Override
    long nextDue() {
        return EventTime.MAX;
    }
}
