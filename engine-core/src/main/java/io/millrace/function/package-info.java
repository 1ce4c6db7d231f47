/**
 * The functional interfaces that user code implements. Each one extends {@link java.io.Serializable}, so that a runner
 * on another machine can ship the graph, and may throw checked exceptions; embedded, nothing is ever serialized, and a
 * lambda may capture whatever it likes. {@link io.millrace.graph.Graph#unportable} names those that cannot be shipped. A {@code java.util.function.Function} in a variable is passed as
 * {@code f::apply}.
 *
 * <p>One instance serves every parallel task of its operator: a function that is not a pure function of its arguments
 * has to be thread-safe. State that belongs to a key belongs into a
 * {@link io.millrace.operator.KeyedProcess}.
 */
package io.millrace.function;
