package io.millrace.window.operator;

import io.millrace.operator.Aggregate;

/** Results of aggregates, which must not be null. */
final class Results {

    private Results() {}

    static <A, R> R of(Aggregate<?, A, R> aggregate, A accumulator) throws Exception {
        return required(aggregate.result(accumulator));
    }

    static <R> R required(R result) {
        if (result == null) {
            throw new IllegalStateException("result of the aggregate returned null; it must not");
        }
        return result;
    }
}
