package io.millrace.graph;

import io.millrace.function.SupplierFn;
import io.millrace.operator.Operator;
import io.millrace.sink.Sink;
import io.millrace.source.Source;

/** What a node does. */
public sealed interface NodeLogic {

    /**
     * Reads events.
     *
     * @param source what is read
     */
    record FromSource(Source<?> source) implements NodeLogic {}

    /**
     * Turns events into others.
     *
     * @param factory makes the operator of each task
     */
    record Apply(SupplierFn<? extends Operator<?, ?>> factory) implements NodeLogic {}

    /**
     * Writes events.
     *
     * @param sink what is written to
     */
    record ToSink(Sink<?> sink) implements NodeLogic {}
}
