/**
 * Sinks: where results go. {@link io.millrace.sink.Sinks} has the built-in ones; a {@link io.millrace.sink.Sink} of
 * one's own makes a {@link io.millrace.sink.SinkWriter} per parallel task.
 */
package io.millrace.sink;
