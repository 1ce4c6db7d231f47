package io.millrace.call;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.operator.Errors;
import io.millrace.operator.OperatorContext;
import java.util.Objects;

/** Has every event answered by a call of its own. */
final class MapOperator<T, R> extends CallOperator<T, T, R> {

    private final Fn<? super T, ?> function;
    private final boolean blocks;
    private final BiFn<? super T, ? super Throwable, ? extends R> fallback;

    /** Those that nobody uses, the last of them first. */
    private CallOf<T> free;

    /** A call for an event. */
    private static final class CallOf<T> extends Call<T> {
        private Slot<T> slot;
        private CallOf<T> nextFree;
    }

    MapOperator(
            String kind,
            Fn<? super T, ?> function,
            boolean blocks,
            CallOptions options,
            BiFn<? super T, ? super Throwable, ? extends R> fallback,
            Errors errors,
            KeptEvents<T> kept) {
        super(kind, options, errors, kept);
        this.function = function;
        this.blocks = blocks;
        this.fallback = fallback;
    }

    @Override
    Calls<T> open(OperatorContext context, CallOptions how) {
        Calls.Maker<T> maker = Makers.of(function, blocks, context, how);
        return new Calls<>(context, how, false, maker, this::answered);
    }

    @Override
    void ask(Slot<T> slot) {
        CallOf<T> call = free;
        if (call == null) {
            call = new CallOf<>();
        } else {
            free = call.nextFree;
        }
        call.slot = slot;
        calls().ask(call, slot.event());
    }

    private void answered(Call<T> answered, Object outcome) {
        CallOf<T> call = (CallOf<T>) answered;
        Slot<T> slot = call.slot;
        call.slot = null;
        call.nextFree = free;
        free = call;
        if (outcome instanceof CallTry.Failed failed) {
            countFailure();
            fallBack(slot, failed.error());
        } else {
            done(slot, outcome);
        }
    }

    private void fallBack(Slot<T> slot, Throwable error) {
        if (fallback == null || !(error instanceof Exception)) {
            failed(slot, error);
            return;
        }
        Object result;
        try {
            result = Objects.requireNonNull(
                    fallback.apply(slot.event(), error), "the function of orElseGet returned null");
        } catch (Throwable e) {
            if (e != error) {
                e.addSuppressed(error);
            }
            failed(slot, e);
            return;
        }
        done(slot, result);
    }
}
