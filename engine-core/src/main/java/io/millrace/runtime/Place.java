package io.millrace.runtime;

/** One of the parallel instances of a node: the node's id, and the number of its task. */
record Place(int node, int subtask) {}
