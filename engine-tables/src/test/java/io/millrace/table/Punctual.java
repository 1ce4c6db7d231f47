package io.millrace.table;

import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.Output;

/** Fails when something comes behind a watermark. */
final class Punctual<T> implements Operator<T, T> {

    private long watermark = Long.MIN_VALUE;

    @Override
    public boolean process(int input, Batch<T> batch, Output<T> out) {
        for (int row = 0; row < batch.size(); row++) {
            if (batch.timestamp(row) <= watermark) {
                throw new AssertionError(batch.value(row) + " at " + batch.timestamp(row) + " is behind " + watermark);
            }
            out.emit(batch.value(row), batch.timestamp(row));
        }
        return true;
    }

    @Override
    public boolean onWatermark(long newWatermark, Output<T> out) {
        watermark = newWatermark;
        return true;
    }
}
