/**
 * The JMH benchmarks of the engine, one class for each thing that is measured. An operation is an event wherever events
 * are counted, so that {@code -prof gc} tells bytes per event. Each checks what came out.
 */
package io.millrace.benchmarks.micro;
