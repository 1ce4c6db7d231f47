package io.millrace.survival;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.state.MapState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Windows by hand: a sum per stretch of event time, emitted by a timer when it is over. */
final class Buckets extends KeyedProcess<Integer, Event, Event> {

    private static final long SIZE = 13;

    private final Mishaps mishaps;
    private final String step;
    private final MapState<Long, Long> sums = map("sums", Long.class, Long.class);
    private final Timer due = eventTimer("due", this::onDue);

    Buckets(Mishaps mishaps, String step) {
        this.mishaps = mishaps;
        this.step = step;
    }

    @Override
    protected void process(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
        long last = lastOf(event);
        Long before = sums.get(last);
        sums.put(last, (before == null ? 1 : before) + event.seq() * 5L + event.value());
        mishaps.at(Hook.PROCESS);
        if (due.time() == null || last < due.time().toEpochMilli()) {
            due.set(Instant.ofEpochMilli(last));
        }
    }

    private void onDue(KeyedContext<Integer> context, Emitter<Event> out) {
        long last = context.timestamp().toEpochMilli();
        Long sum = sums.remove(last);
        mishaps.at(Hook.EVENT_TIMER);
        out.emit(result(context.key(), last, sum == null ? -1 : sum));
        long next = Long.MAX_VALUE;
        for (Map.Entry<Long, Long> each : sums.entries()) {
            next = Math.min(next, each.getKey());
        }
        if (next < Long.MAX_VALUE) {
            due.set(Instant.ofEpochMilli(next));
        }
    }

    private Event result(int key, long last, long sum) {
        return new Event(step, (int) (last / SIZE), key, last, sum);
    }

    private static long lastOf(Event event) {
        return Math.floorDiv(event.time(), SIZE) * SIZE + SIZE - 1;
    }

    /** The same without time. */
    static List<Event> naive(List<Event> events, String step) {
        Map<Integer, Map<Long, Long>> sums = new TreeMap<>();
        for (Event event : events) {
            sums.computeIfAbsent(event.key(), unused -> new TreeMap<>())
                    .merge(lastOf(event), 1 + event.seq() * 5L + event.value(), (before, added) -> before + added - 1);
        }
        return sums.entrySet().stream()
                .flatMap(each -> each.getValue().entrySet().stream()
                        .map(sum -> new Event(
                                step, (int) (sum.getKey() / SIZE), each.getKey(), sum.getKey(), sum.getValue())))
                .toList();
    }
}
