package io.millrace.benchmarks.peers.jet;

/** How many events of a key have come, with this one. */
record Counted(long count, long dueNanos) {}
