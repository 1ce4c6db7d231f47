/**
 * The logical dataflow graph: immutable, free of the engine, readable. A {@link io.millrace.graph.Node} is a descriptor
 * (kind, name, details) plus the logic that it stands for; a runner plans nodes into tasks. Nothing here knows how a
 * graph is run.
 */
package io.millrace.graph;
