package io.millrace.runtime;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.state.ValueState;
import java.time.Instant;

/** Passes events on, and tells how many there were of each key when time ends. */
final class KeyCounter extends KeyedProcess<Integer, Event, Event> {

    private final ValueState<Integer> count = value("count", Integer.class);
    private final Timer atEnd = eventTimer("end", this::tell);
    private final String step;

    KeyCounter(String step) {
        this.step = step;
    }

    @Override
    protected void process(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
        Integer before = count.get();
        count.set(before == null ? 1 : before + 1);
        atEnd.set(Instant.ofEpochMilli(RandomTopology.END_OF_TIME));
        out.emit(event.via(step));
    }

    private void tell(KeyedContext<Integer> context, Emitter<Event> out) {
        out.emit(Event.total(context.key(), count.get()));
    }
}
