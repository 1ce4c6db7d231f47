package io.millrace.survival;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.AggregatingState;
import io.millrace.state.ListState;
import io.millrace.state.MapState;
import io.millrace.state.ValueState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A result per event, out of all kinds of state, which tells whether any event before was lost, repeated or overtaken. */
final class Running extends KeyedProcess<String, Event, Event> {

    private static final int RECENT = 3;

    private final Mishaps mishaps;
    private final String step;
    private final ValueState<Long> hash = value("hash", Long.class);
    private final ListState<Long> recent = list("recent", Long.class);
    private final MapState<Integer, Long> counts = map("counts", Integer.class, Long.class);
    private final AggregatingState<Event, Long> sum;

    Running(Mishaps mishaps, String step) {
        this.mishaps = mishaps;
        this.step = step;
        sum = aggregating("sum", new Sum.Of(mishaps, false));
    }

    @Override
    protected void process(Event event, KeyedContext<String> context, Emitter<Event> out) {
        hash.set(hash.getOr(7L) * 31 + event.seq() * 7L + event.value());
        recent.add((long) event.seq());
        if (recent.size() > RECENT) {
            long oldest = recent.elements().get(0);
            recent.removeIf(seq -> seq == oldest);
        }
        int slot = Math.floorMod(event.seq(), 4);
        Long count = counts.get(slot);
        mishaps.at(Hook.PROCESS);
        if (count != null && count == 2) {
            counts.remove(slot);
        } else {
            counts.put(slot, count == null ? 1 : count + 1);
        }
        sum.add(event);
        if (event.seq() % 17 == 16) {
            hash.clear();
            recent.clear();
        }
        long[] total = {hash.getOr(0L) + sum.get()};
        recent.elements().forEach(seq -> total[0] = total[0] * 3 + seq);
        counts.forEach((key, value) -> total[0] += 1_000L * key + value);
        out.emit(event.with(event.lane() + step, total[0]));
    }

    /** The same, with the collections of the JDK. */
    static List<Event> naive(List<Event> events, String step) {
        Map<String, Plain> states = new HashMap<>();
        return events.stream()
                .map(event -> states.computeIfAbsent(event.laneKey(), unused -> new Plain())
                        .process(event, step))
                .toList();
    }

    private static final class Plain {

        private Long hash;
        private final List<Long> recent = new ArrayList<>();
        private final Map<Integer, Long> counts = new HashMap<>();
        private final Sum sum = new Sum();

        private Event process(Event event, String step) {
            hash = (hash == null ? 7L : hash) * 31 + event.seq() * 7L + event.value();
            recent.add((long) event.seq());
            if (recent.size() > RECENT) {
                long oldest = recent.get(0);
                recent.removeIf(seq -> seq == oldest);
            }
            counts.merge(Math.floorMod(event.seq(), 4), 1L, (count, one) -> count == 2 ? null : count + one);
            sum.add(event);
            if (event.seq() % 17 == 16) {
                hash = null;
                recent.clear();
            }
            long total = (hash == null ? 0 : hash) + sum.result();
            for (long seq : recent) {
                total = total * 3 + seq;
            }
            for (Map.Entry<Integer, Long> each : counts.entrySet()) {
                total += 1_000L * each.getKey() + each.getValue();
            }
            return event.with(event.lane() + step, total);
        }
    }
}
