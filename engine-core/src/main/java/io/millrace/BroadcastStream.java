package io.millrace;

import io.millrace.graph.Exchange;
import io.millrace.graph.Meetings;
import io.millrace.graph.Node.Input;
import io.millrace.state.serde.Type;
import java.util.List;
import java.util.Objects;

/**
 * A stream of which every task of whoever reads it gets every event: of rules, say, which other streams are {@linkplain
 * KeyedStream#connect(BroadcastStream) connected} with.
 *
 * @param <T> the events
 */
public final class BroadcastStream<T> extends EventStream<T> {

    private final Pipeline pipeline;
    private final Input events;
    private EventStream<T> inOneOrder;

    /** @param events where they come from, as it is before they are broadcast */
    BroadcastStream(Pipeline pipeline, Input events, Type<T> type) {
        super(pipeline, new Place(pipeline.nodes(), events.from(), events.output(), Exchange.BROADCAST), type);
        this.pipeline = pipeline;
        this.events = events;
    }

    @Override
    public BroadcastStream<T> typed(Class<T> type) {
        return typed(Type.of(type));
    }

    @Override
    public BroadcastStream<T> typed(Type<T> type) {
        Type<T> known = Objects.requireNonNull(type, "the type of the events must not be null");
        return new BroadcastStream<>(pipeline, events, known);
    }

    /** Where they come from, as it is before they are broadcast. */
    Input events() {
        return events;
    }

    /** The same events to every task by way of a node that has one task, so that all tasks get them in the same order. */
    EventStream<T> inOneOrder() {
        if (inOneOrder == null) {
            inOneOrder = transform(new Meetings.OneOrder<T>(), List.of(events))
                    .parallelism(1)
                    .typedAs(type())
                    .broadcast();
        }
        return inOneOrder;
    }
}
