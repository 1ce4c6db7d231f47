package io.millrace.testing;

import io.millrace.operator.Operator;
import io.millrace.runtime.task.Alarm.Calling;
import io.millrace.runtime.task.TimedState;
import io.millrace.testing.RecordingOutput.Room;
import io.millrace.time.EventTime;

/** Calls the operator of a harness until it is done, or waits, and passes on the event time that it does not hold back. */
final class HarnessCalls<O> {

    private final Room room;
    private final RecordingOutput<O> main;
    int maxRoom = Integer.MAX_VALUE;
    int pauses;
    private Operator<?, O> operator;
    private HarnessContext context;
    private HarnessSnapshots snapshots;
    private TimedState timed;
    private long inputWatermark = EventTime.NONE;

    /** The call that waits to be woken, or null. */
    private Call waiting;

    /** Whether the operator is not done with the end of the data. */
    private boolean endHeld;

    private boolean ended;

    HarnessCalls(Room room, RecordingOutput<O> main) {
        this.room = room;
        this.main = main;
    }

    /** A call of a method that says whether it is done. */
    interface Call {
        boolean isDone() throws Exception;
    }

    /** Goes on with another operator, or begins with the first one. */
    void begin(Operator<?, O> newOperator, HarnessContext newContext, HarnessSnapshots newSnapshots) {
        operator = newOperator;
        context = newContext;
        snapshots = newSnapshots;
        waiting = null;
        endHeld = false;
        ended = false;
        inputWatermark = EventTime.NONE;
    }

    /** The operator has opened. */
    void opened(TimedState state) {
        timed = state;
        timed.called();
    }

    void call(Call call) throws Exception {
        checkWaitsNot();
        untilDone(Calling.METHOD, call);
    }

    void watermark(long timestamp) throws Exception {
        inputWatermark = Math.max(inputWatermark, timestamp);
        call(() -> timed.onWatermark(operator, timestamp, main));
    }

    void wake() throws Exception {
        if (context.looks() && waiting != null) {
            Call resumed = waiting;
            waiting = null;
            untilDone(Calling.METHOD, resumed);
        }
        while (waiting == null && context.alarm().isDue()) {
            if (context.alarm().takeWake()) {
                call(() -> operator.onWake(main));
            } else if (context.alarm().takeTime()) {
                call(() -> timed.onProcessingTime(operator, context.processingTime(), main));
            }
            if (endHeld && waiting == null) {
                endOfData();
            }
        }
    }

    void endOfData() throws Exception {
        checkWaitsNot();
        endHeld = !untilDone(Calling.END_OF_DATA, () -> operator.onEndOfData(main));
        waiting = null;
        if (endHeld) {
            return;
        }
        context.looks();
        if (context.alarm().takeWake()) {
            // told ahead of the end, which is told again behind it
            endHeld = true;
            call(() -> operator.onWake(main));
            if (waiting == null) {
                endOfData();
            }
            return;
        }
        ended = true;
        passOnTime();
    }

    boolean isWaiting() {
        return waiting != null;
    }

    boolean hasEnded() {
        return ended;
    }

    private void checkWaitsNot() {
        if (waiting != null) {
            throw new IllegalStateException(
                    "the operator waits to be woken, and neither takes anything nor lets a barrier pass before: see wake()");
        }
    }

    /** Calls the operator until it is done, or waits; returns whether it is done. */
    private boolean untilDone(Calling calling, Call call) throws Exception {
        room.left = maxRoom;
        while (!isDone(calling, call)) {
            pauses++;
            room.left = maxRoom;
            snapshots.write(1);
            if (context.alarm().waits() && (calling == Calling.END_OF_DATA || !context.looks())) {
                waiting = call;
                return false;
            }
        }
        timed.called();
        passOnTime();
        return true;
    }

    private boolean isDone(Calling calling, Call call) throws Exception {
        context.alarm().calling(calling);
        timed.calling();
        try {
            return call.isDone();
        } finally {
            context.alarm().called();
        }
    }

    void passOnTime() {
        long earliest = operator.earliestKept();
        main.passOnTime(inputWatermark, ended && earliest != EventTime.NONE ? EventTime.MAX : earliest);
    }
}
