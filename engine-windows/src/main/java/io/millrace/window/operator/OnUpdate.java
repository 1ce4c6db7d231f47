package io.millrace.window.operator;

import io.millrace.operator.Aggregate;

/** A result for each event; the last one has told what the end of the window would. */
record OnUpdate<A, R>(Aggregate<?, A, R> aggregate) implements UpdateFiring<A, R> {

    @Override
    public R onEvent(A accumulator, WindowView<R> window) throws Exception {
        return fire(accumulator);
    }

    @Override
    public R fire(A accumulator) throws Exception {
        return resultOf(accumulator);
    }

    @Override
    public R resultOf(A accumulator) throws Exception {
        return Emission.resultOf(aggregate, accumulator);
    }

    @Override
    public boolean emitsOnce() {
        return false;
    }

    @Override
    public boolean emitsAtEnd() {
        return false;
    }
}
