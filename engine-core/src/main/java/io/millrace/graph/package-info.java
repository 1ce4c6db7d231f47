/**
 * The logical dataflow graph: immutable, free of the engine, readable, serializable. The
 * {@linkplain io.millrace.graph.NodeLogic logic} of a {@link io.millrace.graph.Node} says what it is, with the functions
 * of a user as fields, and makes its operators; a runner plans nodes into tasks. Nothing here knows how a graph is run.
 */
package io.millrace.graph;
