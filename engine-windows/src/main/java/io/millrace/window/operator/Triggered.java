package io.millrace.window.operator;

import io.millrace.operator.Aggregate;
import io.millrace.state.serde.CompositeSerde;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.window.aggregate.Emptiable;
import io.millrace.window.spi.Trigger;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * Adds to each accumulator the state of a trigger; where results discard what they tell, the accumulator is that of the
 * events since the last result.
 */
final class Triggered<T, A, R, S> extends Emission<T, Triggered.Cell<A, S>, R>
        implements Aggregate<T, Triggered.Cell<A, S>, R>, Emptiable<Triggered.Cell<A, S>> {

    private static final long serialVersionUID = 1;

    private final Aggregate<T, A, R> aggregate;
    private final Trigger<? super R, S> trigger;
    private final boolean discarding;

    Triggered(Aggregate<T, A, R> aggregate, Trigger<? super R, S> trigger, boolean discarding) {
        this.aggregate = aggregate;
        this.trigger = trigger;
        this.discarding = discarding;
    }

    /** An accumulator and the state of its window's trigger. */
    static final class Cell<A, S> {

        /** Null when all it had has been told and discarded. */
        private A accumulator;

        private final S state;

        private Cell(S state) {
            this.state = state;
        }
    }

    @Override
    public Cell<A, S> create() {
        return new Cell<>(Objects.requireNonNull(trigger.create(), "create of the trigger returned null"));
    }

    private A newAccumulator() throws Exception {
        return Objects.requireNonNull(aggregate.create(), "create of the aggregate returned null");
    }

    @Override
    public void add(Cell<A, S> cell, T event, long timestamp) throws Exception {
        if (cell.accumulator == null) {
            cell.accumulator = newAccumulator();
        }
        aggregate.add(cell.accumulator, event, timestamp);
    }

    @Override
    public void merge(Cell<A, S> cell, Cell<A, S> other) throws Exception {
        trigger.merge(cell.state, other.state);
        if (other.accumulator == null) {
            return;
        }
        if (cell.accumulator == null) {
            cell.accumulator = newAccumulator();
        }
        aggregate.merge(cell.accumulator, other.accumulator);
    }

    @Override
    public boolean isEmpty(Cell<A, S> cell) {
        return cell.accumulator != null && Emptiable.isEmpty(aggregate, cell.accumulator);
    }

    @Override
    public R result(Cell<A, S> cell) throws Exception {
        A accumulator = cell.accumulator == null ? newAccumulator() : cell.accumulator;
        return Results.of(aggregate, accumulator);
    }

    @Override
    Aggregate<T, Cell<A, S>, R> aggregate() {
        return this;
    }

    @Override
    public boolean isStateless() {
        return false;
    }

    @Override
    R onEvent(Cell<A, S> cell, WindowView<R> window) throws Exception {
        return trigger.onEvent(cell.state, window.of(this, cell)) ? fire(cell) : null;
    }

    @Override
    R onTime(Cell<A, S> cell, WindowView<R> window) throws Exception {
        return trigger.onTime(cell.state, window.of(this, cell)) ? fire(cell) : null;
    }

    @Override
    R fire(Cell<A, S> cell) throws Exception {
        if (cell.accumulator == null) {
            return null;
        }
        R result = Results.of(aggregate, cell.accumulator);
        if (discarding) {
            cell.accumulator = null;
        }
        return result;
    }

    @Override
    String waitsFor() {
        return "an event at which its trigger fires (" + Texts.of(trigger) + ")";
    }

    @Override
    boolean emitsAtEnd() {
        return trigger.emitsAtEnd();
    }

    @Override
    boolean usesProcessingTime() {
        return trigger.usesProcessingTime();
    }

    @Override
    long nextTime(Cell<A, S> cell) {
        return trigger.nextTime(cell.state);
    }

    @Override
    public Serde<Cell<A, S>> accumulatorSerde(SerdeRegistry serdes, Type<?> events) {
        return new CellSerde<>(
                Objects.requireNonNull(
                        aggregate.accumulatorSerde(serdes, events), "accumulatorSerde of the aggregate returned null"),
                Objects.requireNonNull(trigger.stateSerde(serdes), "stateSerde of the trigger returned null"));
    }

    private static final class CellSerde<A, S> extends CompositeSerde<Cell<A, S>> {

        private static final long serialVersionUID = 1;

        private final Serde<A> accumulator;
        private final Serde<S> state;

        CellSerde(Serde<A> accumulator, Serde<S> state) {
            super("triggered", accumulator, state);
            this.accumulator = accumulator;
            this.state = state;
        }

        @Override
        public void write(Cell<A, S> cell, DataOutput out) throws IOException {
            state.write(cell.state, out);
            writeNullable(accumulator, cell.accumulator, out);
        }

        @Override
        protected Cell<A, S> read(DataInput in, Parts parts) throws IOException {
            Cell<A, S> cell = new Cell<>(parts.read(1, "state of a trigger", in));
            cell.accumulator = parts.readNullable(0, "accumulator", in);
            return cell;
        }
    }
}
