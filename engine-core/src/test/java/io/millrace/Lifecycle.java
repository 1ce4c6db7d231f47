package io.millrace;

import io.millrace.graph.OperatorSpec;
import io.millrace.operator.Batch;
import io.millrace.operator.Operator;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import java.util.ArrayList;
import java.util.List;

/** Counts what becomes of the operators of a job: each instance opened is to be closed exactly once. */
final class Lifecycle {

    private final List<Watched> instances = new ArrayList<>();

    /** An operator that passes everything on. */
    <T> OperatorSpec<T, T> operator() {
        return OperatorSpec.stateless(
                "watched",
                () -> watch(new Operator<T, T>() {
                    @Override
                    public boolean process(int input, Batch<T> batch, Output<T> out) {
                        for (int row = 0; row < batch.size(); row++) {
                            out.emit(batch.value(row), batch.timestamp(row));
                        }
                        return true;
                    }
                }));
    }

    /** The same operator, watched. */
    <I, O> Operator<I, O> watch(Operator<I, O> operator) {
        Watched watched = new Watched();
        instances.add(watched);
        return new Operator<>() {
            @Override
            public void open(OperatorContext context) throws Exception {
                watched.opened++;
                operator.open(context);
            }

            @Override
            public boolean process(int input, Batch<I> batch, Output<O> out) throws Exception {
                return operator.process(input, batch, out);
            }

            @Override
            public boolean onWatermark(long watermark, Output<O> out) throws Exception {
                return operator.onWatermark(watermark, out);
            }

            @Override
            public long earliestKept() {
                return operator.earliestKept();
            }

            @Override
            public boolean onWake(Output<O> out) throws Exception {
                return operator.onWake(out);
            }

            @Override
            public boolean onProcessingTime(long now, Output<O> out) throws Exception {
                return operator.onProcessingTime(now, out);
            }

            @Override
            public boolean onEndOfData(Output<O> out) throws Exception {
                return operator.onEndOfData(out);
            }

            @Override
            public void close() throws Exception {
                watched.closed++;
                operator.close();
            }
        };
    }

    boolean isComplete() {
        return instances.stream().allMatch(each -> each.opened == 1 && each.closed == 1);
    }

    private static final class Watched {
        private int opened;
        private int closed;
    }
}
