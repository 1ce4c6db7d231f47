package io.millrace.runtime.task;

import io.millrace.edge.Outbox;
import io.millrace.edge.RowOutput;
import io.millrace.edge.Signal;
import io.millrace.operator.Batch;
import io.millrace.runtime.schedule.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What leads from a task to others. */
final class TaskOutputs {

    /** So often it is looked which edges have been silent since, and keep room that nothing fills. */
    private static final long SHED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<RowOutput> outputs = new ArrayList<>();
    private final List<List<? extends ObservedTask>> consumers = new ArrayList<>();
    private final Outbox outbox;

    /** Says whether there is room outside of the edges; null where there is nothing else. */
    private BooleanSupplier room;

    private boolean sheds;
    private long shedAt;

    TaskOutputs(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Adds an output, and who reads it, in the order of its edges; returns what rows are handed to that go there. */
    Receiver add(RowOutput output, List<? extends ObservedTask> readBy) {
        outputs.add(output);
        consumers.add(readBy);
        return new Exit(output);
    }

    /** The end of a branch: rows leave the task, or are owed by the output, so it is always done. */
    private record Exit(RowOutput output) implements Receiver {

        @Override
        public boolean rows(Batch<Object> batch) {
            output.rows(batch);
            return true;
        }

        @Override
        public long received() {
            return output.written();
        }

        @Override
        public boolean signal(Signal signal) {
            output.signal(signal);
            return true;
        }

        @Override
        public boolean resume() {
            return true;
        }
    }

    /** Sends what can be sent, and returns how many batches went out. */
    int flush() {
        return outbox.flush();
    }

    /** How many batches have gone out so far. */
    long batchesSent() {
        return outbox.batchesSent();
    }

    /** After a flush: whether everything has gone out and there was a credit for more on each edge, and room elsewhere. */
    boolean isReady() {
        return outbox.isReady() && (room == null || room.getAsBoolean());
    }

    void waitFor(BooleanSupplier newRoom) {
        room = newRoom;
    }

    /** After a flush: whether everything has gone out. */
    boolean isDrained() {
        return outbox.isDrained();
    }

    /** Whether the consumers have worked off everything that was written. */
    boolean isConsumed() {
        return outputs.stream().allMatch(RowOutput::isConsumed);
    }

    /** The consumers that give no credit. */
    List<ObservedTask> blocking() {
        List<ObservedTask> blocking = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            for (int edge = 0; edge < consumers.get(i).size(); edge++) {
                if (!outputs.get(i).isReady(edge)) {
                    blocking.add(consumers.get(i).get(edge));
                }
            }
        }
        return blocking;
    }

    /** How many rows have been sent to each task. */
    Map<ObservedTask, Long> sent() {
        Map<ObservedTask, Long> sent = new HashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            for (int edge = 0; edge < consumers.get(i).size(); edge++) {
                sent.merge(consumers.get(i).get(edge), outputs.get(i).written(edge), Long::sum);
            }
        }
        return sent;
    }

    /** Batches have gone out, so that there is room to be given back when no more do. */
    void sent(long nanos) {
        if (!sheds) {
            sheds = true;
            shedAt = nanos + SHED_NANOS;
        }
    }

    /** Has edges that have been silent for a while give back the room that they keep. */
    void shed(long nanos) {
        if (!sheds || nanos - shedAt < 0) {
            return;
        }
        sheds = false;
        for (RowOutput output : outputs) {
            sheds |= output.shed();
        }
        shedAt = nanos + SHED_NANOS;
    }

    /** Nanoseconds until {@link #shed} has something to do, or {@link Unit#NO_DEADLINE}. */
    long nanosToShed(long nanos) {
        return sheds ? Math.max(0, shedAt - nanos) : Unit.NO_DEADLINE;
    }
}
