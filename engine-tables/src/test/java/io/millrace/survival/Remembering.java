package io.millrace.survival;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the event before, which is remembered for some time. When it is over is up to watermarks, so that what is
 * remembered counts only as long as it has to be there.
 */
final class Remembering extends KeyedProcess<String, Event, Event> {

    private static final long MILLIS = 9;
    private static final long NOBODY = -1;
    private static final long LONG_AGO = -2;

    private final Mishaps mishaps;
    private final String step;
    private final ValueState<Event> forShort =
            value(ValueSpec.of("short", Event.class).ttl(Ttl.eventTime(Duration.ofMillis(MILLIS))));
    private final ValueState<Event> forLong = value(ValueSpec.of("long", Event.class)
            .ttl(Ttl.processingTime(Duration.ofDays(10_000)).refreshedOnRead()));

    Remembering(Mishaps mishaps, String step) {
        this.mishaps = mishaps;
        this.step = step;
    }

    @Override
    protected void process(Event event, KeyedContext<String> context, Emitter<Event> out) {
        Event before = forLong.get();
        Event remembered = forShort.get();
        long told = before == null
                ? NOBODY
                : event.time() - before.time() > MILLIS ? LONG_AGO : remembered == null ? -3 : remembered.seq();
        forShort.set(event);
        mishaps.at(Hook.PROCESS);
        forLong.set(event);
        out.emit(event.with(event.lane() + step, told));
    }

    /** The same without state. */
    static List<Event> naive(List<Event> events, String step) {
        Map<String, Event> last = new HashMap<>();
        return events.stream()
                .map(event -> {
                    Event before = last.put(event.laneKey(), event);
                    long told =
                            before == null ? NOBODY : event.time() - before.time() > MILLIS ? LONG_AGO : before.seq();
                    return event.with(event.lane() + step, told);
                })
                .toList();
    }
}
