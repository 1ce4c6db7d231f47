/** Hazelcast Jet, as its users would write the workloads. */
package io.millrace.benchmarks.peers.jet;
