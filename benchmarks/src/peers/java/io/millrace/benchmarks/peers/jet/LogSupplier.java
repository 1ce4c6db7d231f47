package io.millrace.benchmarks.peers.jet;

import com.hazelcast.function.SupplierEx;
import java.util.function.LongFunction;

/** Finds the log of this JVM where the job runs. */
@FunctionalInterface
interface LogSupplier<T> extends SupplierEx<LongFunction<T>> {}
