package io.millrace.survival;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.state.ListState;
import java.time.Duration;
import java.time.Instant;

/** Holds events for a while of processing time, and what is left until the end of event time. */
final class Holding extends KeyedProcess<Integer, Event, Event> {

    private static final Instant END = Instant.ofEpochMilli(1_000_000_000);

    private final Mishaps mishaps;
    private final ListState<Event> held = list("held", Event.class);
    private final Timer next = processingTimer("next", this::onNext);
    private final Timer last = eventTimer("last", this::onLast);

    Holding(Mishaps mishaps) {
        this.mishaps = mishaps;
    }

    @Override
    protected void process(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
        mishaps.at(Hook.PROCESS);
        held.add(event);
        last.set(END);
        if (next.time() == null) {
            next.set(context.processingTime().plus(Duration.ofMillis(2 + event.seq() % 9)));
        }
    }

    private void onNext(KeyedContext<Integer> context, Emitter<Event> out) {
        mishaps.at(Hook.PROCESSING_TIMER);
        held.elements().forEach(out::emit);
        held.clear();
    }

    private void onLast(KeyedContext<Integer> context, Emitter<Event> out) {
        held.elements().forEach(out::emit);
        held.clear();
        mishaps.at(Hook.EVENT_TIMER);
    }
}
