/** Durations and instants as numbers, in the one place where they become such. */
package io.millrace.state.time;
