/**
 * From {@code java} to the first result, and the memory of an empty job; the child JVMs know nothing but the engine.
 */
package io.millrace.benchmarks.startup;
