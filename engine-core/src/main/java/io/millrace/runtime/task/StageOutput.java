package io.millrace.runtime.task;

import io.millrace.edge.Signal;
import io.millrace.time.EventTime;
import java.util.Arrays;
import java.util.Optional;

/**
 * What leaves a stage: the rows of its ports and, behind them, what is announced on all ports at once. That is event time as it has come, as far as the operator does not hold it back,
 * and whether the stage is idle.
 */
abstract class StageOutput implements Port.Announcer {

    final TaskResources task;
    final StageBooks books = new StageBooks();
    private Port[] ports = {};
    private long seen = EventTime.NONE;
    private long announced = EventTime.NONE;
    private boolean idle;

    /** Whether it is to be said that the stage is idle, when the operator keeps nothing that may give results. */
    private boolean idleDue;

    /** Whether the operator is done with the end of the data, in this run or before the snapshot that it goes on from. */
    private boolean ended;

    StageOutput(TaskResources task) {
        this.task = task;
    }

    /** As the operator says. */
    abstract long earliestKept();

    /** Adds an output: the first is the main one. */
    public final Port addPort() {
        ports = Arrays.copyOf(ports, ports.length + 1);
        Port port = task.newPort(this, task.meter().rowsOut());
        ports[ports.length - 1] = port;
        return port;
    }

    final Port mainPort() {
        return ports[0];
    }

    /** The event time that has come. */
    final long seen() {
        return seen;
    }

    final long announced() {
        return announced;
    }

    final boolean isIdle() {
        return idle;
    }

    final boolean hasEnded() {
        return ended;
    }

    final void ends() {
        ended = true;
    }

    /** It goes on from a snapshot that has the end of the data. */
    final void goesOnEnded() {
        ended = true;
        seen = EventTime.MAX;
    }

    /** Event time has come; returns whether it is later than before. */
    final boolean sees(long watermark) {
        boolean advances = watermark > seen;
        seen = Math.max(seen, watermark);
        return advances;
    }

    /** Something has come that is not idleness. */
    final void notIdleDue() {
        idleDue = false;
    }

    final void idleDue() {
        idleDue = true;
    }

    /** As much of the event time of the inputs as may be passed on now. */
    private long forwarded(long earliestKept) {
        if (earliestKept == EventTime.NONE) {
            return seen == EventTime.MAX ? seen : EventTime.NONE;
        }
        return ended || earliestKept == EventTime.MAX ? seen : Math.min(seen, earliestKept - 1);
    }

    /** Whether what the operator keeps decides what there is to be announced. */
    final boolean mayPassOnTime() {
        return idle || idleDue || (seen > announced && !ended);
    }

    /** What may be passed on is announced, though it has been before. */
    final void passOnAgain() {
        announceWatermark(forwarded(earliestKept()));
    }

    /**
     * What was kept may have been let go, and other things be kept: announces the event time that was held back, and
     * whether the stage is idle.
     *
     * @param awakens whether the stage is not idle any more, though event time may be as it was
     */
    final void passOnTime(boolean awakens) {
        long earliest = earliestKept();
        boolean keeps = !ended && earliest != EventTime.NONE && earliest != EventTime.MAX;
        long forwarded = forwarded(earliest);
        if (awakens || forwarded > announced) {
            announceWatermark(forwarded);
        }
        if (keeps) {
            announceActive();
        } else if (idleDue) {
            idleDue = false;
            announceIdle();
        }
    }

    @Override
    public final void announceActive() {
        if (idle) {
            idle = false;
            emit(Signal.ACTIVE);
        }
    }

    @Override
    public final void announceWatermark(long watermark) {
        boolean advances = watermark > announced;
        boolean awakens = idle && watermark != EventTime.NONE;
        if (advances || awakens) {
            announced = Math.max(announced, watermark);
            idle = false;
            emit(new Signal.Watermark(announced));
            if (seen == EventTime.NONE) {
                // The operator makes it: a task that is fused with its source takes in none.
                task.meter().watermark(announced);
            }
        }
    }

    @Override
    public final void announceIdle() {
        // Rows that have gone out since it was said made the consumers active.
        if (!idle || hasEmittedSinceIdle()) {
            idle = true;
            emit(Signal.IDLE);
        }
    }

    private boolean hasEmittedSinceIdle() {
        for (Port port : ports) {
            if (port.hasEmittedSinceIdle()) {
                return true;
            }
        }
        return false;
    }

    final void emit(Signal signal) {
        for (Port port : ports) {
            port.signal(signal);
        }
    }

    /** Hands over what there is; returns whether all of it is done. */
    final boolean flush() {
        boolean done = true;
        for (Port port : ports) {
            done &= port.flush();
        }
        return done;
    }

    /** Whether somebody is not done with what was handed over. */
    final boolean isHandingOver() {
        for (Port port : ports) {
            if (port.isBusy()) {
                return true;
            }
        }
        return false;
    }

    /** Whether everything that was emitted has been handed over, and been done with. */
    final boolean hasHandedOver() {
        for (Port port : ports) {
            if (!port.hasHandedOver()) {
                return false;
            }
        }
        return true;
    }

    /** How many rows have come. */
    public final long received() {
        return books.in();
    }

    /** How many rows have left it otherwise than by the main output. */
    final long aside() {
        long rows = 0;
        for (int i = 1; i < ports.length; i++) {
            rows += ports[i].handedOver();
        }
        return rows;
    }

    /** What somebody has not received that was handed over, in words, if anything. */
    final Optional<String> lost() {
        return Arrays.stream(ports).flatMap(port -> port.lost().stream()).findFirst();
    }

    /** Whether there is nothing to hand over: the operator paused for a reason of its own, so that other tasks should have their turn. */
    final boolean isSilent() {
        for (Port port : ports) {
            if (!port.rows().isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
