package io.millrace.runtime.task;

import io.millrace.edge.Signal;
import io.millrace.function.SupplierFn;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorException;
import io.millrace.operator.Outstanding;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.metrics.LateWatch;
import io.millrace.runtime.metrics.MetricSet.Count;
import io.millrace.runtime.task.Alarm.Calling;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.UnfitStateException;
import io.millrace.time.EventTime;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * An operator inside a task: calls it, calls it again while it is not done, and passes signals on behind what it
 * emitted.
 */
public final class Stage implements Receiver, Signal.Handler, Port.Announcer {

    /** What the operator is at. */
    private enum Call {
        NONE,
        ROWS,
        WATERMARK,
        PROCESSING_TIME,
        WAKE,
        /** Nothing of it is called, but what it keeps may have changed. */
        KEPT,
        BARRIER,
        IDLE,
        END_OF_DATA
    }

    private final int node;
    private final SupplierFn<Operator<Object, Object>> factory;
    private final StageContext context;
    private final TaskResources task;
    private Operator<Object, Object> operator;
    private FusedStages fused;
    private Port[] ports = {};
    private Call call = Call.NONE;
    private int input;
    private Batch<Object> batch;
    private long time;

    /** Null where no state has to be told the time. */
    private TimedState timed;

    private Signal next;
    private long seen = EventTime.NONE;
    private long announced = EventTime.NONE;
    private boolean idle;

    /** Whether it is to be said that the stage is idle, when the operator keeps nothing that may give results. */
    private boolean idleDue;

    /** Null where nothing is ever late. */
    private LateWatch lateWatch;

    private Count late;

    /** Events that came as part of the row of another; null where none do. */
    private Count combined;

    private long combinedBefore;
    private long lateBefore;

    /**
     * Whether the end of the data has been told to the operator, in this run or before the snapshot it goes on from.
     */
    private boolean ended;

    /** The end of the data, which the operator has been told and is not done with; or null. */
    private Signal endHeld;

    /** Whether a wake from before the end of the data has been told ahead of it. */
    private boolean wokenAtEnd;

    public Stage(int node, SupplierFn<Operator<Object, Object>> factory, StageContext context, TaskResources task) {
        this.node = node;
        this.factory = factory;
        this.context = context;
        this.task = task;
    }

    /** Adds an output: the first is the main one. */
    public Port addPort() {
        ports = Arrays.copyOf(ports, ports.length + 1);
        Port port = task.newPort(this, task.meter().rowsOut());
        ports[ports.length - 1] = port;
        return port;
    }

    void open() {
        try {
            operator = Objects.requireNonNull(factory.get(), "the factory returned null in place of an operator");
            ended = context.wasEnded();
            if (ended) {
                seen = EventTime.MAX;
            }
            operator.open(context);
            context.opened();
            if (TimedState.isNeeded(context.keyedOrNull())) {
                timed = new TimedState(context.keyedOrNull(), context);
            }
            late = context.metrics().count(Metrics.LATE);
            if (late != null) {
                combined = context.metrics().count(Metrics.COMBINED);
                lateWatch = task.environment().meter().lateWatch(node, context.operator());
            }
        } catch (Throwable e) {
            throw operator instanceof SinkOperator
                    ? Refusals.ofSink(context.operator(), e, () -> context.failure(e))
                    : Refusals.ofOperator(context.operator(), e, () -> context.failure(e));
        }
    }

    /** State is as it was in the snapshot. */
    public void restored() {
        try {
            context.checkNothingLeftOver();
            if (context.keyedOrNull() != null) {
                task.environment()
                        .restored()
                        .reached(node, context.keyedOrNull().highestProgress());
            }
            operator.onRestored();
            if (timed != null) {
                timed.called();
            }
        } catch (Throwable e) {
            UnfitStateException unfit = SafeText.find(e, UnfitStateException.class);
            Throwable told = unfit == null
                    ? e
                    : task.environment().restored().plan().origin().unreadable(SafeText.message(unfit), e);
            throw Refusals.ofOperator(context.operator(), told, () -> context.failure(e));
        }
    }

    /** All of the job has opened. */
    void begin() {
        if (operator instanceof SinkOperator sink) {
            try {
                sink.begin();
            } catch (Throwable e) {
                throw context.failure(e);
            }
        }
    }

    /** A snapshot is complete, or given up. */
    void snapshotEnded(long snapshot, boolean complete) {
        try {
            if (complete) {
                operator.onSnapshotComplete(snapshot);
            } else {
                operator.onSnapshotAborted(snapshot);
            }
        } catch (Throwable e) {
            throw context.failure(e);
        }
        if (mayPassOnTime()) {
            context.alarm().keptMayHaveChanged();
            task.alarms().ringAgain();
        }
    }

    void close() {
        if (operator == null) {
            return;
        }
        context.metrics().settle();
        try {
            operator.close();
        } catch (Throwable e) {
            throw context.failure(e);
        } finally {
            // The job goes on being asked for its metrics, for which it must not keep operators, state and events.
            operator = null;
            fused = null;
            timed = null;
            batch = null;
            context.release();
        }
    }

    /** Has rows go through this stage and others behind it at once. */
    void fuse(FusedStages stages) {
        fused = stages;
    }

    public Operator<Object, Object> operator() {
        return operator;
    }

    Port mainPort() {
        return ports[0];
    }

    /** The node of the plan whose operator it is. */
    public int node() {
        return node;
    }

    TaskView.StageView view() {
        Count ahead = context.metrics().count(Metrics.AHEAD);
        return new TaskView.StageView(
                seen,
                announced,
                idle,
                isWaiting(),
                waitsFor(),
                late == null ? 0 : late.value(),
                ahead == null ? 0 : ahead.value(),
                context.makesWatermarks(),
                context.splitStatuses());
    }

    /** Whoever asks is told the rest, too, when an operator cannot say. */
    private Optional<String> waitsFor() {
        if (operator == null) {
            return Optional.empty();
        }
        try {
            return Objects.requireNonNull(operator.waitsFor(), "null in place of an Optional");
        } catch (Throwable e) {
            return Optional.of("what it cannot tell: waitsFor() gave " + SafeText.of(e));
        }
    }

    Optional<Outstanding> outstanding(KeyQuestion question) {
        return operator == null || question.window().node() != node
                ? Optional.empty()
                : operator.outstanding(question.key(), question.hash());
    }

    /** Whether the operator is called, or will be again; about right from any thread. */
    boolean isCalling() {
        return call != Call.NONE && !isWaiting();
    }

    /** Whether the operator is called again as soon as it is woken, or a time comes, and not before. */
    boolean isWaiting() {
        return call != Call.NONE && context.alarm().waits() && !isHandingOver();
    }

    private boolean isHandingOver() {
        for (Port port : ports) {
            if (port.isBusy()) {
                return true;
            }
        }
        return false;
    }

    StageContext context() {
        return context;
    }

    boolean makesWatermarks() {
        return context.makesWatermarks();
    }

    @Override
    public boolean rows(Batch<Object> rows) {
        return rows(0, rows);
    }

    boolean rows(int ordinal, Batch<Object> rows) {
        call = Call.ROWS;
        idleDue = false;
        input = ordinal;
        batch = rows;
        if (lateWatch != null) {
            lateWatch.took(rows.size());
        }
        return resume();
    }

    /** Its alarm has something to tell. */
    boolean alarm(long now) {
        Alarm alarm = context.alarm();
        call = alarm.takeWake() ? Call.WAKE : alarm.takeTime() ? Call.PROCESSING_TIME : Call.KEPT;
        alarm.looksAtKept();
        time = now;
        return resume();
    }

    @Override
    public boolean signal(Signal signal) {
        signal.dispatch(this);
        return resume();
    }

    @Override
    public void onWatermark(Signal.Watermark watermark) {
        idleDue = false;
        if (watermark.timestamp() > seen) {
            seen = watermark.timestamp();
            call = Call.WATERMARK;
            time = seen;
        } else if (ended) {
            // What was told before the end counts downstream as long as others are idle, so it is told again.
            announceWatermark(context.toldBeforeEnd());
            announceWatermark(watermark.timestamp());
        } else {
            announceWatermark(forwarded(earliestKept()));
        }
    }

    @Override
    public void onActive(Signal.Active signal) {
        idleDue = false;
        if (earliestKept() != EventTime.NONE) {
            announceActive();
        }
    }

    @Override
    public void onIdle(Signal.Idle signal) {
        call = Call.IDLE;
    }

    @Override
    public void onBarrier(Signal.Barrier barrier) {
        if (task.snapshots().isTaking(barrier.snapshot())) {
            call = Call.BARRIER;
            time = barrier.snapshot();
            next = barrier;
        } else {
            emit(barrier);
        }
    }

    @Override
    public void onEndOfData(Signal.EndOfData end) {
        if (ended) {
            emit(end);
        } else {
            call = Call.END_OF_DATA;
            next = end;
        }
    }

    @Override
    public void onEndOfStream(Signal.EndOfStream end) {
        emit(end);
    }

    @Override
    public boolean resume() {
        while (flush()) {
            if (call == Call.NONE) {
                return true;
            }
            if (isWaiting() && !task.alarms().looksAt(context.alarm())) {
                return false;
            }
            if (callOperator()) {
                if (call == Call.END_OF_DATA && wasWoken()) {
                    call = Call.WAKE;
                } else {
                    finishCall();
                }
            } else if (context.alarm().waits() && call == Call.END_OF_DATA) {
                holdEnd();
            } else if (context.alarm().waits() || isSilent() || !task.budget().hasRoom()) {
                flush();
                return false;
            }
        }
        return false;
    }

    /** Whether the operator paused for a reason of its own, so that other tasks should have their turn. */
    private boolean isSilent() {
        for (Port port : ports) {
            if (!port.rows().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private boolean callOperator() {
        Port out = ports[0];
        context.alarm().calling(call == Call.END_OF_DATA ? Calling.END_OF_DATA : Calling.METHOD);
        task.alarms().called();
        if (timed != null) {
            timed.calling();
        }
        try {
            return switch (call) {
                case NONE, KEPT -> true;
                case ROWS -> processRows(out);
                case WATERMARK ->
                    timed == null ? operator.onWatermark(time, out) : timed.onWatermark(operator, time, out);
                case PROCESSING_TIME ->
                    timed == null ? operator.onProcessingTime(time, out) : timed.onProcessingTime(operator, time, out);
                case WAKE -> operator.onWake(out);
                case BARRIER -> operator.beforeSnapshot(time, out) && takePart();
                case IDLE -> operator.onIdle(out);
                case END_OF_DATA -> operator.onEndOfData(out);
            };
        } catch (OperatorException e) {
            throw e;
        } catch (Throwable e) {
            throw context.failure(e);
        } finally {
            context.alarm().called();
        }
    }

    private boolean processRows(Port out) throws Exception {
        if (fused != null) {
            fused.process(batch);
            return true;
        }
        return operator.process(input, batch, out);
    }

    private boolean takePart() throws Exception {
        task.snapshots().take(context, time, ended);
        return true;
    }

    /** Whether it was woken before it was done with the end of the data, which it is told again behind that. */
    private boolean wasWoken() {
        if (!wokenAtEnd) {
            task.alarms().looksAt(context.alarm());
            wokenAtEnd = context.alarm().takeWake();
            return wokenAtEnd;
        }
        return false;
    }

    private void finishCall() {
        context.alarm().done();
        Call done = call;
        boolean byItself = done == Call.PROCESSING_TIME || done == Call.WAKE || done == Call.KEPT;
        call = Call.NONE;
        batch = null;
        if (timed != null) {
            timed.called();
        }
        idleDue |= done == Call.IDLE || (byItself && idle);
        if (done == Call.ROWS) {
            watchLate();
        } else if (done == Call.END_OF_DATA) {
            ended = true;
            letEndGo();
        }
        if (done == Call.WATERMARK || done == Call.END_OF_DATA || mayPassOnTime()) {
            passOnTime(done == Call.WATERMARK);
        }
        if (byItself && done != Call.KEPT && (endHeld != null || next != null)) {
            onEndOfData(Signal.END_OF_DATA);
        } else if (next != null) {
            emit(next);
            next = null;
        }
    }

    /** The operator is not done with the end of the data, which waits here; whatever comes behind it may pass meanwhile. */
    private void holdEnd() {
        context.alarm().done();
        call = Call.NONE;
        if (endHeld == null) {
            endHeld = next;
            task.snapshots().endHeld(true);
        }
        next = null;
    }

    private void letEndGo() {
        if (endHeld != null) {
            endHeld = null;
            task.snapshots().endHeld(false);
        }
    }

    private void watchLate() {
        if (lateWatch == null) {
            return;
        }
        if (combined != null && combined.value() > combinedBefore) {
            lateWatch.took(combined.value() - combinedBefore);
            combinedBefore = combined.value();
        }
        if (late.value() > lateBefore) {
            lateWatch.dropped(late.value() - lateBefore, seen);
            lateBefore = late.value();
        }
    }

    /** As much of the event time of the inputs as may be passed on now. */
    private long forwarded(long earliestKept) {
        if (earliestKept == EventTime.NONE) {
            return seen == EventTime.MAX ? seen : EventTime.NONE;
        }
        return ended || earliestKept == EventTime.MAX ? seen : Math.min(seen, earliestKept - 1);
    }

    private long earliestKept() {
        try {
            return operator.earliestKept();
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }

    /** Whether what the operator keeps decides what there is to be announced. */
    private boolean mayPassOnTime() {
        return idle || idleDue || (seen > announced && !ended);
    }

    /**
     * What was kept may have been let go, and other things be kept: announces the event time that was held back, and
     * whether the stage is idle.
     *
     * @param awakens whether the stage is not idle any more, though event time may be as it was
     */
    private void passOnTime(boolean awakens) {
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
    public void announceActive() {
        if (idle) {
            idle = false;
            emit(Signal.ACTIVE);
        }
    }

    @Override
    public void announceWatermark(long watermark) {
        boolean advances = watermark > announced;
        boolean awakens = idle && watermark != EventTime.NONE;
        if (advances || awakens) {
            announced = Math.max(announced, watermark);
            idle = false;
            emit(new Signal.Watermark(announced));
        }
    }

    @Override
    public void announceIdle() {
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

    private void emit(Signal signal) {
        for (Port port : ports) {
            port.signal(signal);
        }
    }

    private boolean flush() {
        boolean done = true;
        for (Port port : ports) {
            done &= port.flush();
        }
        return done;
    }
}
