/**
 * JMH benchmarks of the engine.
 */
package io.millrace.benchmarks;
