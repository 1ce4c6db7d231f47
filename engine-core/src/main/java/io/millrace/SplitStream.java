package io.millrace;

import io.millrace.function.PredicateFn;
import io.millrace.graph.SmallVerbs;
import io.millrace.graph.SplitVerb;
import io.millrace.state.serde.Type;
import java.util.Objects;

/**
 * A stream on its way to be divided: each event goes into the stream of the first {@code take} that takes it, and what
 * none takes into {@link #rest}. No event is lost unseen: a pipeline in which an event may be overlooked, because there
 * are more subtypes of a sealed type than are taken, say, and nobody reads the rest, does not start, and says which.
 *
 * <pre>{@code
 * SplitStream<Event> events = stream.typed(Event.class).split();
 * EventStream<Bid> bids = events.take(Bid.class);
 * EventStream<Auction> auctions = events.take(Auction.class);
 * }</pre>
 *
 * @param <T> the events
 */
public final class SplitStream<T> {

    private final EventStream<T> rest;

    SplitStream(EventStream<T> rest) {
        this.rest = rest;
    }

    /**
     * The events of a type, that have not been taken before.
     *
     * @param <S> the type
     * @param type its class
     * @return their stream, which has to be read
     * @throws IllegalArgumentException when all of them have been taken by the type of an earlier one
     */
    public <S extends T> EventStream<S> take(Class<S> type) {
        Objects.requireNonNull(type, "the class to take must not be null");
        return add(new SplitVerb.Branch(type, null), SmallVerbs.typeOf(type));
    }

    /**
     * The events that satisfy a condition, of those that have not been taken before.
     *
     * @param which the condition
     * @return their stream, which has to be read
     */
    public EventStream<T> take(PredicateFn<? super T> which) {
        Objects.requireNonNull(which, "the condition to take by must not be null");
        return add(new SplitVerb.Branch(null, which), rest.type());
    }

    /**
     * The events that nobody takes, whether that is said before or behind this. It need not be read where those that are
     * taken are all subtypes of a sealed type, of which the stream is known to be.
     *
     * @return their stream; always the same
     */
    public EventStream<T> rest() {
        return rest;
    }

    private <S> EventStream<S> add(SplitVerb.Branch branch, Type<S> type) {
        int number = rest.place()
                .<SplitVerb<T>>changeLogic(split -> split.with(branch))
                .branches()
                .size();
        return rest.sideOutput(SplitVerb.output(number - 1), type);
    }

    @Override
    public String toString() {
        return "SplitStream of " + rest;
    }
}
