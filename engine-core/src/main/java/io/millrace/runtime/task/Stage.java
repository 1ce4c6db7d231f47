package io.millrace.runtime.task;

import io.millrace.edge.Signal;
import io.millrace.function.SupplierFn;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorException;
import io.millrace.runtime.Refusals;
import io.millrace.runtime.task.Alarm.Calling;
import io.millrace.state.log.SafeText;
import io.millrace.state.store.UnfitStateException;
import io.millrace.time.EventTime;
import java.util.Objects;

/**
 * An operator inside a task: calls it, calls it again while it is not done, and passes signals on behind what it
 * emitted.
 */
public final class Stage extends StageOutput implements Receiver, Signal.Handler {

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
    private Operator<Object, Object> operator;
    private FusedStages fused;
    private Call call = Call.NONE;
    private int input;
    private Batch<Object> batch;
    private long time;

    /** Null where no state has to be told the time. */
    private TimedState timed;

    private Signal next;

    /** The end of the data, which the operator has been told and is not done with; or null. */
    private Signal endHeld;

    /** Whether a wake from before the end of the data has been told ahead of it. */
    private boolean wokenAtEnd;

    public Stage(int node, SupplierFn<Operator<Object, Object>> factory, StageContext context, TaskResources task) {
        super(task);
        this.node = node;
        this.factory = factory;
        this.context = context;
    }

    void open() {
        try {
            operator = Objects.requireNonNull(factory.get(), "the factory returned null in place of an operator");
            if (context.wasEnded()) {
                goesOnEnded();
            }
            operator.open(context);
            context.opened();
            if (TimedState.isNeeded(context.keyedOrNull())) {
                timed = new TimedState(context.keyedOrNull(), context);
            }
            books.opened(LateRows.of(node, context, task));
        } catch (Throwable e) {
            throw operator instanceof SinkOperator
                    ? Refusals.ofSink(context.operator(), e, () -> context.failure(e))
                    : Refusals.ofOperator(context.operator(), e, () -> context.failure(e));
        }
    }

    /** State is as it was in the snapshot. */
    public void restored() {
        try {
            context.stateIsRestored();
            if (context.keyedOrNull() != null) {
                task.environment()
                        .restored()
                        .reached(node, context.keyedOrNull().highestProgress());
            }
            operator.onRestored();
            books.begin(operator);
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
        context.settle();
        books.close(operator);
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

    /** The node of the plan whose operator it is. */
    public int node() {
        return node;
    }

    /** Whether the operator is called, or will be again; about right from any thread. */
    boolean isCalling() {
        return call != Call.NONE && !isWaiting();
    }

    /** Whether the operator is called again as soon as it is woken, or a time comes, and not before. */
    boolean isWaiting() {
        return call != Call.NONE && context.alarm().waits() && !isHandingOver();
    }

    StageContext context() {
        return context;
    }

    @Override
    public boolean rows(Batch<Object> rows) {
        return rows(0, rows);
    }

    boolean rows(int ordinal, Batch<Object> rows) {
        call = Call.ROWS;
        notIdleDue();
        input = ordinal;
        batch = rows;
        books.took(rows.size());
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
        notIdleDue();
        if (sees(watermark.timestamp())) {
            call = Call.WATERMARK;
            time = watermark.timestamp();
        } else if (hasEnded()) {
            // What was told before the end counts downstream as long as others are idle, so it is told again.
            announceWatermark(context.toldBeforeEnd());
            announceWatermark(watermark.timestamp());
        } else {
            passOnAgain();
        }
    }

    @Override
    public void onActive(Signal.Active signal) {
        notIdleDue();
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
        if (hasEnded()) {
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

    private boolean callOperator() {
        Port out = mainPort();
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
        task.snapshots().take(context, time, hasEnded());
        return true;
    }

    /** Whether it was woken before it was done with the end of the data, which it is told again behind that. */
    private boolean wasWoken() {
        if (wokenAtEnd) {
            return false;
        }
        task.alarms().looksAt(context.alarm());
        wokenAtEnd = context.alarm().takeWake();
        return wokenAtEnd;
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
        if (done == Call.IDLE || (byItself && isIdle())) {
            idleDue();
        }
        if (done == Call.ROWS) {
            books.processed(seen());
        } else if (done == Call.END_OF_DATA) {
            ends();
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

    @Override
    long earliestKept() {
        try {
            return operator.earliestKept();
        } catch (Throwable e) {
            throw context.failure(e);
        }
    }
}
