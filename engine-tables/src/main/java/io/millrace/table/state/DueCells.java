package io.millrace.table.state;

import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.ReusedArray;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;

/**
 * Keys by when something is to be done about them, at the first of what they hold. Many that are due are taken out at once, and
 * what they hold is read ahead: of each that is some lines of memory, each known by the one before. Confined to the task's thread.
 */
public final class DueCells {

    private static final int AT_A_TIME = 256;

    private final TimerLadder<Held> ladder = TimerLadder.exact();

    // what has been taken out, in its order
    private final ReusedArray<Held> taken = new ReusedArray<>(Held[]::new, AT_A_TIME);
    private int at;
    private int end;

    // for what is read ahead
    private final ReusedArray<Object> cells = ReusedArray.of(AT_A_TIME);
    private final ReadAhead ahead = new ReadAhead();

    /** Nothing to be done. */
    public DueCells() {}

    /** Says when something is to be done: behind all that is due by the time that was last asked for. */
    public void schedule(Held held, long due) {
        ladder.schedule(held, due);
    }

    /** Nothing is to be done any more; no effect on what has been taken out. */
    public void cancel(Held held) {
        ladder.cancel(held);
    }

    /** The first that is due by a time, or null; it stays the first until it is {@link #done}. */
    public Held first(long upTo) {
        if (at == end) {
            take(upTo);
        }
        return at == end ? null : taken.array()[at];
    }

    /** What was to be done about the first has been done. */
    public void done() {
        taken.clear(at, ++at);
    }

    /** When the first is due, or the end of time. */
    public long nextDue() {
        Held first = at < end ? taken.array()[at] : ladder.firstDue(EventTime.MAX);
        return first == null ? EventTime.MAX : first.due();
    }

    private void take(long upTo) {
        at = 0;
        end = 0;
        Held[] heldTaken = taken.room(AT_A_TIME, AT_A_TIME);
        Object[] cellsTaken = cells.room(AT_A_TIME, AT_A_TIME);
        for (Held first = ladder.firstDue(upTo); first != null && end < AT_A_TIME; first = ladder.firstDue(upTo)) {
            ladder.cancel(first);
            heldTaken[end] = first;
            cellsTaken[end] = first.cell();
            end++;
        }
        if (end > 0) {
            readAhead();
        }
    }

    private void readAhead() {
        ahead.objects(ahead.lefts(cells.array(), end), end);
        Object[] last = ahead.rights(cells.array(), end);
        for (int i = 0; i < end; i++) {
            last[i] = last[i] == null ? null : ((Held) last[i]).value();
        }
        ahead.objects(last, end);
        ahead.forget(end);
        cells.clear(0, end);
    }

    @Override
    public String toString() {
        return ladder.size() + " keys, and " + (end - at) + " that are due";
    }
}
