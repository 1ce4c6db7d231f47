package io.millrace.survival;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.state.ListState;
import java.util.ArrayList;
import java.util.List;

/** Pairs of a left and a right event of one key and number, whichever comes first. */
final class Joining extends KeyedProcess<Integer, Event, Event> {

    private static final String LEFT = "<";
    private static final String RIGHT = ">";

    private final Mishaps mishaps;
    private final String step;
    private final ListState<Event> left = list("left", Event.class);
    private final ListState<Event> right = list("right", Event.class);

    Joining(Mishaps mishaps, String step) {
        this.mishaps = mishaps;
        this.step = step;
    }

    static Event asLeft(Event event) {
        return event.with(LEFT + event.lane(), event.value());
    }

    static Event asRight(Event event) {
        return event.with(RIGHT + event.lane(), event.value());
    }

    @Override
    protected void process(Event event, KeyedContext<Integer> context, Emitter<Event> out) {
        boolean isLeft = event.lane().startsWith(LEFT);
        (isLeft ? left : right).add(event);
        mishaps.at(Hook.PROCESS);
        for (Event other : (isLeft ? right : left).elements()) {
            if (other.seq() == event.seq()) {
                out.emit(isLeft ? pair(event, other, step) : pair(other, event, step));
            }
        }
    }

    private static Event pair(Event left, Event right, String step) {
        return new Event(
                left.lane() + right.lane() + step,
                left.seq(),
                left.key(),
                Math.max(left.time(), right.time()),
                left.value() * 31 + right.value());
    }

    /** The same without order. */
    static List<Event> naive(List<Event> lefts, List<Event> rights, String step) {
        List<Event> pairs = new ArrayList<>();
        for (Event left : lefts) {
            for (Event right : rights) {
                if (left.key() == right.key() && left.seq() == right.seq()) {
                    pairs.add(pair(asLeft(left), asRight(right), step));
                }
            }
        }
        return pairs;
    }
}
