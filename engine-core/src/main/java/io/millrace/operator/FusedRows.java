package io.millrace.operator;

import java.util.ArrayList;
import java.util.List;

/**
 * Operators of which each takes the rows of the one before it, several in one loop: a row goes through these before the
 * next one does. Confined to the task's thread; not part of snapshots.
 */
public final class FusedRows {

    private final RowStep[] steps;
    private final RowLoop[] loops;

    /**
     * Fuses operators.
     *
     * @param operators opened, in order; at least one
     */
    public FusedRows(List<? extends RowOperator<?, ?>> operators) {
        steps = operators.stream().map(RowOperator::step).toArray(RowStep[]::new);
        List<RowLoop> made = new ArrayList<>();
        for (int from = 0; from < steps.length; from += RowLoop.STEPS) {
            made.add(RowLoop.of(List.of(steps).subList(from, Math.min(steps.length, from + RowLoop.STEPS))));
        }
        loops = made.toArray(RowLoop[]::new);
    }

    /**
     * Processes a batch.
     *
     * @param batch the rows for the first operator
     * @param out takes what the last one makes of them
     */
    public void process(Batch<Object> batch, Output<Object> out) {
        Batch<Object> rows = out.emitAll(batch);
        int from = rows.size() - batch.size();
        for (RowLoop loop : loops) {
            loop.run(rows, from);
        }
    }

    /**
     * How many rows have not got beyond an operator.
     *
     * @param operator its position
     * @return how many, since this was asked for last
     */
    public int takeDropped(int operator) {
        return steps[operator].takeDropped();
    }
}
