package io.millrace.window.aggregate;

import io.millrace.function.BiFn;
import io.millrace.function.Fn;
import io.millrace.function.PredicateFn;
import io.millrace.operator.Aggregate;
import io.millrace.operator.FlatAggregate;
import io.millrace.state.serde.Type;
import io.millrace.state.table.StateTable;

/** Aggregates that are made of others: flat where those are. */
public final class Flat {

    private Flat() {}

    /** Whether an aggregate is flat, so that its accumulators are numbers. */
    public static boolean isFlat(Aggregate<?, ?, ?> aggregate) {
        return aggregate instanceof FlatAggregate<?, ?>;
    }

    /** Whether an aggregate is flat, and its accumulators are so few numbers that they are kept as such. */
    public static boolean isNarrow(Aggregate<?, ?, ?> aggregate) {
        return isFlat(aggregate) && widthOf(flat(aggregate)) <= StateTable.MOST_NUMBERS;
    }

    /** The same aggregate, which is flat. */
    @SuppressWarnings("unchecked") // the events and results of an aggregate are those that it has as a flat one
    public static <T, R> FlatAggregate<T, R> flat(Aggregate<T, ?, R> aggregate) {
        return (FlatAggregate<T, R>) aggregate;
    }

    /** How many numbers an accumulator is. */
    public static int widthOf(FlatAggregate<?, ?> aggregate) {
        int width = aggregate.width();
        if (width < 1) {
            throw new IllegalStateException("width of the aggregate returned " + width + "; it must be 1 at least");
        }
        return width;
    }

    public static <T, U, R> Aggregate<T, ?, R> mapping(
            Fn<? super T, ? extends U> function, Aggregate<? super U, ?, R> aggregate) {
        if (!isFlat(aggregate)) {
            return new Delegating.Mapping<>(function, aggregate);
        }
        FlatAggregate<? super U, R> flat = flat(aggregate);
        return new FlatDelegating.Mapping<>(flat, new Delegating.Mapping<T, U, long[], R>(function, flat));
    }

    public static <T, R> Aggregate<T, ?, R> filtering(
            PredicateFn<? super T> condition, Aggregate<? super T, ?, R> aggregate) {
        if (!isFlat(aggregate)) {
            return new Delegating.Filtering<>(condition, aggregate);
        }
        FlatAggregate<? super T, R> flat = flat(aggregate);
        return new FlatDelegating.Filtering<>(flat, new Delegating.Filtering<T, long[], R>(condition, flat));
    }

    /**
     * Two aggregates over the same events.
     *
     * @param results what the combiner makes, or null where that is not known
     */
    public static <T, R1, R2, R> Aggregate<T, ?, R> both(
            Aggregate<? super T, ?, R1> first,
            Aggregate<? super T, ?, R2> second,
            BiFn<? super R1, ? super R2, ? extends R> combiner,
            Type<?> results) {
        return isFlat(first) && isFlat(second)
                ? new FlatBoth<>(flat(first), flat(second), combiner, results)
                : new Both<>(first, second, combiner, results);
    }
}
