/** Apache Flink, as its users would write the workloads. */
package io.millrace.benchmarks.peers.flink;
