package io.millrace.testing;

import io.millrace.operator.Batch;
import io.millrace.operator.Output;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;

/** Writes down what an operator emits, and has as much room as all outputs of the operator share. */
final class RecordingOutput<T> implements Output<T> {

    /** How much may still be emitted in the current call. */
    static final class Room {
        int left;
    }

    /** A result. */
    record Row<T>(T value, long timestamp) {}

    /** What has been emitted by a moment. */
    record Recorded<T>(List<Row<T>> emitted, long watermark, boolean idle) {}

    private final Room room;
    private final List<Row<T>> emitted = new ArrayList<>();
    private long watermark = EventTime.NONE;
    private boolean idle;
    private Batch<T> emittedWhole;

    RecordingOutput(Room room) {
        this.room = room;
    }

    List<Row<T>> rows() {
        return List.copyOf(emitted);
    }

    /** Forgets the results. */
    void clear() {
        emitted.clear();
    }

    long watermark() {
        return watermark;
    }

    boolean isIdle() {
        return idle;
    }

    Recorded<T> recorded() {
        return new Recorded<>(rows(), watermark, idle);
    }

    /** Goes back to a moment, or to the beginning. */
    void reset(Recorded<T> recorded) {
        emitted.clear();
        watermark = EventTime.NONE;
        idle = false;
        if (recorded != null) {
            emitted.addAll(recorded.emitted);
            watermark = recorded.watermark;
            idle = recorded.idle;
        }
    }

    /** Takes in a batch that has been passed on as a whole, once the operator is done with it. */
    void takeWhole() {
        Batch<T> batch = emittedWhole;
        emittedWhole = null;
        for (int row = 0; batch != null && row < batch.size(); row++) {
            emit(batch.value(row), batch.timestamp(row));
        }
    }

    @Override
    public void emit(T value, long timestamp) {
        if (value == null) {
            throw new NullPointerException("events must not be null");
        }
        emitted.add(new Row<>(value, timestamp));
        idle = false;
        room.left--;
    }

    @Override
    public void emit(T value, long timestamp, int hash) {
        emit(value, timestamp);
    }

    @Override
    @SuppressWarnings("unchecked") // whoever reads it takes any event
    public Batch<T> emitAll(Batch<? extends T> batch) {
        emittedWhole = (Batch<T>) batch;
        return emittedWhole;
    }

    @Override
    public boolean hasRoom() {
        return room.left > 0;
    }

    @Override
    public void emitWatermark(long newWatermark) {
        idle &= newWatermark <= watermark;
        watermark = Math.max(watermark, newWatermark);
    }

    /** As much of the event time of the input as the operator does not hold back. */
    void passOnTime(long input, long earliestKept) {
        if (earliestKept == EventTime.NONE) {
            emitWatermark(input == EventTime.MAX ? input : EventTime.NONE);
        } else {
            emitWatermark(earliestKept == EventTime.MAX ? input : Math.min(input, earliestKept - 1));
        }
    }

    @Override
    public void emitIdle() {
        idle = true;
    }

    @Override
    public void emitActive() {
        idle = false;
    }
}
