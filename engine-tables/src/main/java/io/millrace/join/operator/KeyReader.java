package io.millrace.join.operator;

import static java.lang.invoke.MethodHandles.lookup;

import io.millrace.function.Fn;
import io.millrace.function.Monomorphic;
import io.millrace.operator.Batch;
import io.millrace.operator.OperatorContext;

/** Asks for the keys of a batch at once. Confined to the task's thread. */
interface KeyReader<K> {

    Monomorphic<KeyReader<?>> COPIES = Monomorphic.of(lookup(), FunctionKeyReader.class);

    static <K> KeyReader<K> of(Fn<Object, ? extends K> keyOf, OperatorContext context) {
        return COPIES.make(keyOf, context);
    }

    /** Puts the key of each row into its place in an array that is long enough. */
    void read(Batch<Object> batch, K[] keys);
}
