/**
 * Events per second of all systems, side by side. A JVM is started for each system and run; {@link
 * io.millrace.benchmarks.compare.Fork} is what it does, the rest is the parent.
 */
package io.millrace.benchmarks.compare;
