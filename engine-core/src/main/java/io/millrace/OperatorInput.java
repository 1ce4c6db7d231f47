package io.millrace;

/**
 * What an operator can read beside its first input: a stream partitioned by the same keys, or one that is broadcast. See
 * {@link KeyedStream#transform(io.millrace.graph.OperatorLogic, OperatorInput, OperatorInput[])}.
 *
 * @param <K> the keys that it goes with; a stream without keys goes with all
 */
public sealed interface OperatorInput<K> permits EventStream, KeyedStream {}
