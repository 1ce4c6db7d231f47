package io.millrace.window.aggregate;

import io.millrace.state.serde.Serde;

/** Writes accumulators that are numbers of a task as what they are elsewhere. For that task alone. */
final class PackedSerde<A> extends ConvertedSerde<long[], A> {

    private static final long serialVersionUID = 1;

    private final transient Packing<?, A, ?> packing;

    PackedSerde(Serde<A> accumulators, Packing<?, A, ?> packing) {
        super(accumulators);
        this.packing = packing;
    }

    @Override
    protected A written(long[] numbers) {
        return packing.peek(numbers, 0);
    }

    @Override
    protected long[] made(A accumulator) {
        long[] numbers = new long[packing.flat().width()];
        packing.put(accumulator, numbers, 0);
        return numbers;
    }
}
