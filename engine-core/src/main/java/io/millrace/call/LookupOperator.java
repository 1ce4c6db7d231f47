package io.millrace.call;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.Errors;
import io.millrace.operator.OperatorContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Looks up what belongs to the key of each event: one call per key at a time, and none for what is fresh in the cache. */
final class LookupOperator<T, Q, V, R> extends CallOperator<T, Q, R> {

    private final Fn<? super T, ? extends Q> key;
    private final Fn<? super Q, ?> load;
    private final boolean blocks;
    private final boolean inner;
    private final BiFn<? super T, ? super V, ? extends R> result;
    private final FreshRows<Q> cache;
    private final Map<Q, Load<Q, T>> loading = new HashMap<>();
    private Counter hits;
    private Counter shared;

    /** A call for a key, and the events that wait for it. */
    private static final class Load<Q, T> extends Call<Q> {
        private final Q key;
        private Slot<T> first;
        private Slot<T> last;

        Load(Q key) {
            this.key = key;
        }

        void add(Slot<T> slot) {
            if (first == null) {
                first = slot;
            } else {
                last.next(slot);
            }
            last = slot;
        }
    }

    /**
     * @param inner whether nothing comes of an event without a row
     * @param cache null for none
     */
    LookupOperator(
            String kind,
            Fn<? super T, ? extends Q> key,
            Fn<? super Q, ?> load,
            boolean blocks,
            boolean inner,
            BiFn<? super T, ? super V, ? extends R> result,
            CallOptions options,
            FreshRows<Q> cache,
            Errors errors,
            KeptEvents<T> kept) {
        super(kind, options, errors, kept);
        this.key = key;
        this.load = load;
        this.blocks = blocks;
        this.inner = inner;
        this.result = result;
        this.cache = cache;
    }

    @Override
    Calls<Q> open(OperatorContext context, CallOptions how) {
        shared = context.metrics().counter("shared calls");
        if (cache != null) {
            hits = context.metrics().counter("cache hits");
            cache.open(context.clock());
        }
        Calls.Maker<Q> maker = Makers.of(load, blocks, context, how);
        return new Calls<>(context, how, true, maker, this::answered);
    }

    @Override
    void ask(Slot<T> slot) {
        Q keyOfEvent;
        Object row;
        Load<Q, T> running;
        try {
            keyOfEvent = Objects.requireNonNull(key.apply(slot.event()), "the key of lookup is null");
            row = cache == null ? null : cache.get(keyOfEvent);
            running = row == null ? loading.get(keyOfEvent) : null;
        } catch (Throwable e) {
            failed(slot, e);
            return;
        }
        if (row != null) {
            hits.increment();
            found(slot, row);
        } else if (running != null) {
            shared.increment();
            running.add(slot);
        } else {
            Load<Q, T> started = new Load<>(keyOfEvent);
            started.add(slot);
            loading.put(keyOfEvent, started);
            calls().ask(started, keyOfEvent);
        }
    }

    private void answered(Call<Q> call, Object outcome) {
        @SuppressWarnings("unchecked") // there are no others
        Load<Q, T> load = (Load<Q, T>) call;
        loading.remove(load.key);
        CallTry.Failed failed = outcome instanceof CallTry.Failed failure ? failure : null;
        if (failed != null) {
            countFailure();
        } else if (cache != null) {
            cache.put(load.key, outcome);
        }
        Slot<T> slot = load.first;
        while (slot != null) {
            Slot<T> next = slot.next();
            slot.next(null);
            if (failed == null) {
                found(slot, outcome);
            } else {
                failed(slot, failed.error());
            }
            slot = next;
        }
    }

    @SuppressWarnings("unchecked") // load gave it
    private void found(Slot<T> slot, Object row) {
        if (inner && (row == CallTry.NULL || row.equals(Optional.empty()))) {
            done(slot, null);
            return;
        }
        Object told;
        try {
            told = Objects.requireNonNull(
                    result.apply(slot.event(), row == CallTry.NULL ? null : (V) row),
                    "the function of the lookup returned null");
        } catch (Throwable e) {
            failed(slot, e);
            return;
        }
        done(slot, told);
    }
}
