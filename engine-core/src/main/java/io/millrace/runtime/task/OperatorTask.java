package io.millrace.runtime.task;

import io.millrace.edge.Edge;
import io.millrace.edge.EdgeBatch;
import io.millrace.edge.Inbox;
import io.millrace.edge.Signal;
import io.millrace.operator.Batch;
import io.millrace.runtime.task.TaskView.Place;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkMerger;
import java.util.ArrayList;
import java.util.List;

/**
 * A task that reads edges: takes a batch from one input after the other, merges their watermarks, aligns their barriers,
 * and ends when all of them have.
 */
public final class OperatorTask extends Task {

    private static final int PART_OF_A_BATCH = 8;

    private final List<TaskInput> inputs = new ArrayList<>();
    private Stage head;
    private Inbox inbox;
    private WatermarkMerger merger;
    private BarrierAligner aligner;
    private int nextInput;
    private TaskInput at;
    private EdgeBatch batch;
    private int inputsWithData;
    private int inputsWithSignals;
    private final int enoughRows;

    public OperatorTask(String name, int subtask, int parallelism, TaskEnvironment environment, boolean ownThread) {
        super(name, subtask, parallelism, environment, ownThread);
        enoughRows = Math.max(1, job().settings().batchSize() / PART_OF_A_BATCH);
    }

    /**
     * Adds an edge into the task.
     *
     * @param control whether it does not count for event time
     */
    public void addInput(int ordinal, boolean control, Edge edge, Place from) {
        inputs.add(new TaskInput(inputs.size(), ordinal, control, edge, from));
    }

    /**
     * Adds an input whose rows and signals are given to the task from outside, and merged and aligned with none; all
     * inputs of a task are such, or none.
     */
    public void addInput(int ordinal, boolean control) {
        inputs.add(new TaskInput(inputs.size(), ordinal, control, null, null));
    }

    /** The last step of making the task, when all inputs are there. */
    public void complete(Stage newHead) {
        head = newHead;
        if (inputs.get(0).edge != null) {
            inbox = new Inbox(inputs.size());
            inputs.forEach(input -> input.edge.connect(inbox, input.index));
        }
        merger = new WatermarkMerger(inputs.size());
        inputs.stream().filter(input -> input.control).forEach(input -> merger.finish(input.index));
        aligner = new BarrierAligner(inputs.size(), job().alignsBarriers());
        inputsWithData = inputs.size();
        inputsWithSignals = inputs.size();
    }

    @Override
    Receiver root() {
        return head;
    }

    /**
     * Small batches are taken, one from each input at most, until they have been some rows: a step for each would cost
     * more than its rows. Then come the signals behind them, which might as well have been behind all of the rows.
     */
    @Override
    boolean takeInput() {
        if (batch != null) {
            finishBatch();
            return true;
        }
        if (inbox == null) {
            return false;
        }
        inbox.look();
        int rows = 0;
        int count = inputs.size();
        for (int left = count; rows < enoughRows && (rows == 0 || mayGoOn()); ) {
            int next = inbox.next(nextInput);
            left -= next < 0 ? left : 1 + (next - nextInput + count) % count;
            if (next < 0 || left < 0) {
                break;
            }
            nextInput = next + 1 == count ? 0 : next + 1;
            if (!aligner.isBlocked(next)) {
                rows += take(inputs.get(next));
            }
        }
        return rows > 0;
    }

    /** From outside, between steps, while the task is not busy: rows of an input, which it may change until it is done with them. */
    public void rows(int input, Batch<Object> rows) {
        at = inputs.get(input);
        budget().begin();
        meter().rowsIn(rows.size());
        activate();
        given(head.rows(at.ordinal, rows));
        if (at.control) {
            enqueueIdle();
        }
    }

    /** From outside, as above: a signal of an input. */
    public void signal(int input, Signal signal) {
        at = inputs.get(input);
        signal.dispatch(at);
        if (at.control) {
            enqueueIdle();
        }
    }

    private boolean mayGoOn() {
        return batch == null && !hasOrderedSignals() && budget().hasRoom();
    }

    /**
     * Nobody waits for an earlier barrier any more. Where there is no coordinator, which would say so, two inputs that get
     * to different barriers first would wait for each other for ever.
     */
    @Override
    public void requestBarrier(long snapshot) {
        tell(() -> aligner.abandon(snapshot - 1));
    }

    @Override
    public void endSnapshot(long snapshot, boolean complete) {
        aligner.abandon(snapshot);
        super.endSnapshot(snapshot, complete);
    }

    @Override
    TaskView.Inputs inputViews() {
        return new TaskView.Inputs(inputs.stream().map(TaskInput::view).toList(), merger.current(), merger.isIdle());
    }

    /** Takes a batch, if there is one, and returns what that counts for: its rows, and its signal as one. */
    private int take(TaskInput input) {
        batch = input.edge.poll();
        if (batch == null) {
            inbox.isEmpty(input.index);
            return 0;
        }
        at = input;
        // For a signal too: what a watermark makes due has waited for the events behind which it comes.
        budget().ingestedNanos(batch.ingestedNanos());
        int rows = batch.rows().size();
        if (rows > 0) {
            meter().rowsIn(rows);
            activate();
            if (!head.rows(input.ordinal, batch.rows())) {
                return rows;
            }
        }
        finishBatch();
        return rows + 1;
    }

    /** The rows are done with, so the signal behind them comes next, and the batch goes back. */
    private void finishBatch() {
        Signal signal = batch.signal();
        at.edge.release(batch);
        batch = null;
        if (signal != null) {
            signal.dispatch(at);
        }
        if (at.control) {
            // What was made of its rows has ended the idleness of the output, which is still that of the others.
            enqueueIdle();
        }
    }

    /** A row or watermark ends the idleness of an input; downstream learns of it by a watermark. */
    private void activate() {
        boolean wasIdle = merger.isIdle();
        merger.onActive(at.index);
        if (wasIdle && !merger.isIdle() && merger.current() != EventTime.NONE) {
            enqueue(new Signal.Watermark(merger.current()));
        }
    }

    private void enqueueIdle() {
        if (merger.isIdle()) {
            enqueue(Signal.IDLE);
        }
    }

    private void enqueueAligned(long snapshot) {
        if (snapshot != BarrierAligner.NONE) {
            enqueue(new Signal.Barrier(snapshot));
        }
    }

    /** One edge into this task, and what its signals do. */
    final class TaskInput implements Signal.Handler {

        private final int index;
        private final int ordinal;
        private final boolean control;
        private final Edge edge;
        private final Place from;

        private TaskInput(int index, int ordinal, boolean control, Edge edge, Place from) {
            this.index = index;
            this.ordinal = ordinal;
            this.control = control;
            this.edge = edge;
            this.from = from;
        }

        private TaskView.InputView view() {
            return new TaskView.InputView(
                    index,
                    from,
                    merger.watermark(index),
                    merger.status(index),
                    edge.fill(),
                    aligner.isBlocked(index),
                    aligner.isEnded(index));
        }

        @Override
        public void onWatermark(Signal.Watermark watermark) {
            activate();
            if (merger.onWatermark(index, watermark.timestamp())) {
                boolean same = merger.current() == watermark.timestamp();
                enqueue(same ? watermark : new Signal.Watermark(merger.current()));
            }
            enqueueIdle();
        }

        @Override
        public void onIdle(Signal.Idle idle) {
            if (merger.onIdle(index)) {
                enqueue(new Signal.Watermark(merger.current()));
            }
            enqueueIdle();
        }

        @Override
        public void onActive(Signal.Active active) {
            boolean wasIdle = merger.isIdle();
            merger.hold(index);
            if (wasIdle && !merger.isIdle()) {
                enqueue(active);
            }
        }

        @Override
        public void onBarrier(Signal.Barrier barrier) {
            enqueueAligned(aligner.onBarrier(index, barrier.snapshot()));
        }

        @Override
        public void onEndOfData(Signal.EndOfData end) {
            if (--inputsWithData == 0) {
                enqueue(end);
            }
        }

        @Override
        public void onEndOfStream(Signal.EndOfStream end) {
            enqueueAligned(aligner.onEnd(index));
            if (--inputsWithSignals == 0) {
                enqueue(end);
            }
        }
    }
}
