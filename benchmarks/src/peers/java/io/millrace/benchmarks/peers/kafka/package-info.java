/** Kafka Streams with a broker in the same JVM, as its users would write the workloads. */
package io.millrace.benchmarks.peers.kafka;
