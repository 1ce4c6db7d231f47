package io.millrace.operator.internal;

import io.millrace.metrics.Metrics;
import io.millrace.metrics.Metrics.Counter;
import io.millrace.operator.OperatorContext;
import io.millrace.operator.Output;
import io.millrace.operator.SideOutput;
import io.millrace.time.EventTime;

/** Where events go that have come too late. */
public final class Late<T> {

    private final OperatorContext context;
    private final Output<T> out;
    private final Counter count;

    Late(OperatorContext context) {
        this.context = context;
        out = context.sideOutput(SideOutput.LATE);
        count = context.metrics().counter(Metrics.LATE);
    }

    long count() {
        return count.value();
    }

    void emit(T event, long timestamp) {
        if (timestamp == EventTime.NONE) {
            throw context.failure(
                    new IllegalStateException(
                            "the event has no timestamp; put .timestamps(...) before it, and have operators in between"
                                    + " emit results with timestamps"),
                    event,
                    timestamp);
        }
        count.increment();
        out.emit(event, timestamp);
    }
}
