package io.millrace.window.aggregate;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.Serde;

/** An aggregate whose result is null over no events, and which sees that in an accumulator. */
public interface Emptiable<A> {

    /** Whether an accumulator is of no events; false where that may be so after events were added, too. */
    boolean isEmpty(A accumulator);

    /** The same of any aggregate; false where it does not tell. */
    @SuppressWarnings("unchecked") // the accumulators of an aggregate are those that it tells about
    static <A> boolean isEmpty(Aggregate<?, A, ?> aggregate, A accumulator) {
        return aggregate instanceof Emptiable<?> emptiable && ((Emptiable<A>) emptiable).isEmpty(accumulator);
    }

    /** Reads accumulators to each of which events were added, as to those of windows, and refuses empty ones. */
    static <A> Serde<A> ofEvents(Aggregate<?, A, ?> aggregate, Serde<A> serde) {
        return aggregate instanceof Emptiable<?>
                ? new CheckedSerde<>(
                        serde,
                        accumulator -> isEmpty(aggregate, accumulator)
                                ? "it holds no event, which it may only where filtering(...) takes events away"
                                : null)
                : serde;
    }
}
