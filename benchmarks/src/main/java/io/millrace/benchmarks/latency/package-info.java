/**
 * How long after it was due an event is seen by a sink, side by side. A JVM is started for each system, rate and run:
 * {@link io.millrace.benchmarks.latency.PacedFork} is what it does.
 */
package io.millrace.benchmarks.latency;
