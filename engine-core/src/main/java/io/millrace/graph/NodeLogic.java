package io.millrace.graph;

import io.millrace.function.Fn;
import io.millrace.function.SupplierFn;
import io.millrace.operator.Combiner;
import io.millrace.operator.Operator;
import io.millrace.sink.Sink;
import io.millrace.source.Source;
import java.util.function.LongSupplier;

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
     * @param combiner makes what stands before a key exchange that leads to the operator, see
     *     {@link OperatorSpec#combiner}; null for nothing
     */
    record Apply(SupplierFn<? extends Operator<?, ?>> factory, Fn<? super LongSupplier, ? extends Combiner<?>> combiner)
            implements NodeLogic {

        /**
         * Turns events into others, behind any exchange as it is.
         *
         * @param factory makes the operator of each task
         */
        public Apply(SupplierFn<? extends Operator<?, ?>> factory) {
            this(factory, null);
        }
    }

    /**
     * Writes events.
     *
     * @param sink what is written to
     */
    record ToSink(Sink<?> sink) implements NodeLogic {}
}
