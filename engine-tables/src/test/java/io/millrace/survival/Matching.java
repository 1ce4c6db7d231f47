package io.millrace.survival;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.state.KeyedState;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.table.ElementList;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateTable;
import io.millrace.state.table.TimerQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the events of two keyed inputs whose times are within some bounds of each other; a left one that meets none is
 * told when no more can come. It holds event time at the left events that may still have to be told.
 */
final class Matching implements Operator<Event, Event> {

    /** Of right events, from the time of a left one on. */
    record Bounds(long from, long to) {
        boolean match(Event left, Event right) {
            long distance = right.time() - left.time();
            return left.key() == right.key() && distance >= from && distance <= to;
        }
    }

    record Left(Event event, boolean matched) {}

    private static final long PANE = 8;

    private final Mishaps mishaps;
    private final String step;
    private final Bounds bounds;
    private KeyedState<Integer> keys;
    private ListState<Left> lefts;

    /** By stretches of time, which are dropped as a whole. */
    private StateTable<Integer, ElementList<Event>> rights;

    /** For each key, when the first of its left events goes. */
    private TimerQueue<Integer> ends;

    /** For each key, the time of the first left event that has met none. */
    private TimerQueue<Integer> alone;

    private int row;

    Matching(Mishaps mishaps, String step, Bounds bounds) {
        this.mishaps = mishaps;
        this.step = step;
        this.bounds = bounds;
    }

    @Override
    public void open(OperatorContext context) {
        mishaps.at(Hook.OPERATOR_OPEN);
        keys = context.keyedState();
        lefts = keys.state(ListSpec.of("lefts", Left.class));
        rights = keys.table(ListSpec.of("rights", Event.class));
        ends = keys.timers("ends");
        alone = keys.timers("alone");
    }

    @Override
    public void onRestored() {
        mishaps.at(Hook.OPERATOR_RESTORED);
    }

    @Override
    public boolean process(int input, Batch<Event> batch, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_PROCESS);
        for (; row < batch.size(); row++) {
            if (!out.hasRoom()) {
                return false;
            }
            Event event = batch.value(row);
            keys.currentKey(event.key(), batch.hash(row));
            if (input == 0) {
                left(event, out);
            } else {
                right(event, out);
            }
            arm();
        }
        row = 0;
        return true;
    }

    private void left(Event event, Output<Event> out) {
        boolean matched = false;
        long last = pane(event.time() + bounds.to());
        Slice<Integer, ElementList<Event>> pane = rights.sliceFrom(pane(event.time() + bounds.from()));
        for (; pane != null && pane.namespace() <= last; pane = rights.sliceAfter(pane.namespace())) {
            List<Event> list = pane.get(keys.currentKey(), keys.currentHash());
            for (Event right : list == null ? List.<Event>of() : list) {
                if (bounds.match(event, right)) {
                    emit(event, right, out);
                    matched = true;
                }
            }
        }
        lefts.add(new Left(event, matched));
    }

    private void right(Event event, Output<Event> out) {
        rights.slice(pane(event.time()))
                .getOrAdd(keys.currentKey(), keys.currentHash())
                .append(event);
        List<Left> before = lefts.elements();
        lefts.clear();
        for (Left left : before) {
            boolean matches = bounds.match(left.event(), event);
            if (matches) {
                emit(left.event(), event, out);
            }
            lefts.add(matches ? new Left(left.event(), true) : left);
        }
    }

    private void emit(Event left, Event right, Output<Event> out) {
        Event pair = pair(left, right, step);
        out.emit(pair, pair.time());
    }

    private long endOf(Left left) {
        return left.event().time() + bounds.to();
    }

    private static long pane(long time) {
        return Math.floorDiv(time, PANE);
    }

    private void arm() {
        long end = TimerQueue.NONE;
        long first = TimerQueue.NONE;
        for (Left left : lefts.elements()) {
            end = Math.min(end, endOf(left));
            first = left.matched() ? first : Math.min(first, left.event().time());
        }
        set(ends, end);
        set(alone, first);
    }

    private void set(TimerQueue<Integer> timers, long due) {
        if (due == TimerQueue.NONE) {
            timers.clear(keys.currentKey(), keys.currentHash());
        } else {
            timers.set(keys.currentKey(), keys.currentHash(), due);
        }
    }

    @Override
    public boolean onWatermark(long watermark, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_WATERMARK);
        while (ends.pollDue(watermark)) {
            keys.currentKey(ends.key(), ends.hash());
            for (Left left : lefts.elements()) {
                if (endOf(left) <= watermark && !left.matched()) {
                    out.emit(alone(left.event(), step), left.event().time());
                }
            }
            lefts.removeIf(left -> endOf(left) <= watermark);
            arm();
            if (!out.hasRoom()) {
                return false;
            }
        }
        dropRights(watermark);
        return true;
    }

    /** What no left event to come can meet. */
    private void dropRights(long watermark) {
        Slice<Integer, ElementList<Event>> pane = rights.firstSlice();
        while (pane != null && (pane.namespace() + 1) * PANE - bounds.from() <= watermark) {
            rights.drop(pane.namespace());
            pane = rights.firstSlice();
        }
    }

    @Override
    public long earliestKept() {
        return alone.nextDue();
    }

    @Override
    public boolean beforeSnapshot(long snapshot, Output<Event> out) {
        mishaps.at(Hook.OPERATOR_BEFORE_SNAPSHOT);
        return true;
    }

    @Override
    public boolean onEndOfData(Output<Event> out) {
        mishaps.at(Hook.OPERATOR_END_OF_DATA);
        return true;
    }

    @Override
    public void close() {
        mishaps.at(Hook.OPERATOR_CLOSE);
    }

    private static Event pair(Event left, Event right, String step) {
        return new Event(
                left.lane() + right.lane() + step,
                left.seq(),
                left.key(),
                Math.max(left.time(), right.time()),
                left.value() * 31 + right.value());
    }

    private static Event alone(Event left, String step) {
        return left.via("?" + step);
    }

    /** The same of all events at once. */
    static List<Event> naive(List<Event> lefts, List<Event> rights, String step, Bounds bounds) {
        List<Event> results = new ArrayList<>();
        for (Event left : lefts) {
            List<Event> matches =
                    rights.stream().filter(right -> bounds.match(left, right)).toList();
            matches.forEach(right -> results.add(pair(left, right, step)));
            if (matches.isEmpty()) {
                results.add(alone(left, step));
            }
        }
        return results;
    }
}
