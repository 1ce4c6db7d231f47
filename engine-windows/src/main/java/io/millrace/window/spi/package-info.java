/**
 * What to implement for windows of one's own: {@link io.millrace.window.spi.WindowAssigner} says which windows an event
 * belongs to, {@link io.millrace.window.spi.Trigger} when a window emits besides at its end. Everything that is built in
 * could be written with them; the common kinds have faster operators.
 */
package io.millrace.window.spi;
