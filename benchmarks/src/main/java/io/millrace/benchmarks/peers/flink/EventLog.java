package io.millrace.benchmarks.peers.flink;

import java.io.Serializable;
import java.util.function.LongFunction;

/** Finds the log of this JVM where a source runs: the source is serialized, the log is not. */
@FunctionalInterface
interface EventLog<T> extends Serializable {

    LongFunction<T> open();
}
