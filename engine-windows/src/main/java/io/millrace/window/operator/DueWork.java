package io.millrace.window.operator;

import io.millrace.operator.Output;
import io.millrace.state.table.Scheduled;
import io.millrace.state.table.TimerLadder;
import java.util.function.Consumer;

/** Does what is due in portions, so that a watermark that much is due by does not hold a task up. */
final class DueWork {

    private static final int TIMERS_PER_STEP = 1024;

    private DueWork() {}

    /**
     * Calls the handler for all that is due, in the order of time. Returns false when it has to be called again with
     * the same time.
     *
     * @param handler cancels the timer, or has it be due later than it was
     */
    static <T extends Scheduled> boolean fire(
            TimerLadder<T> timers, long time, Output<?> out, Consumer<? super T> handler) {
        for (int steps = 0; timers.nextDue() <= time; steps++) {
            if (!out.hasRoom() || steps == TIMERS_PER_STEP) {
                return false;
            }
            T due = timers.firstDue(time);
            if (due == null) {
                return true;
            }
            handler.accept(due);
        }
        return true;
    }
}
