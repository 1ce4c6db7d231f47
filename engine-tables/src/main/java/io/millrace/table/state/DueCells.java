package io.millrace.table.state;

import io.millrace.state.table.ReadAhead;
import io.millrace.state.table.TimerLadder;
import io.millrace.time.EventTime;
import java.util.Arrays;

/**
 * Keys by when something is to be done about them, at the first of what they hold. Many that are due are taken out at once, and
 * what they hold is read ahead: of each that is some lines of memory, each known by the one before. Confined to the task's thread.
 */
public final class DueCells {

    private static final int AT_A_TIME = 256;

    private final TimerLadder<Held> ladder = TimerLadder.exact();

    // what has been taken out, in its order
    private final Held[] taken = new Held[AT_A_TIME];
    private int at;
    private int end;

    // for what is read ahead
    private final Object[] cells = new Object[AT_A_TIME];
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
        return at == end ? null : taken[at];
    }

    /** What was to be done about the first has been done. */
    public void done() {
        taken[at++] = null;
    }

    /** When the first is due, or the end of time. */
    public long nextDue() {
        Held first = at < end ? taken[at] : ladder.firstDue(EventTime.MAX);
        return first == null ? EventTime.MAX : first.due();
    }

    private void take(long upTo) {
        at = 0;
        end = 0;
        for (Held first = ladder.firstDue(upTo); first != null && end < AT_A_TIME; first = ladder.firstDue(upTo)) {
            ladder.cancel(first);
            taken[end] = first;
            cells[end] = first.cell();
            end++;
        }
        if (end > 0) {
            readAhead();
        }
    }

    private void readAhead() {
        ahead.objects(ahead.lefts(cells, end), end);
        Object[] last = ahead.rights(cells, end);
        for (int i = 0; i < end; i++) {
            last[i] = last[i] == null ? null : ((Held) last[i]).value();
        }
        ahead.objects(last, end);
        ahead.forget(end);
        Arrays.fill(cells, 0, end, null);
    }

    @Override
    public String toString() {
        return ladder.size() + " keys, and " + (end - at) + " that are due";
    }
}
