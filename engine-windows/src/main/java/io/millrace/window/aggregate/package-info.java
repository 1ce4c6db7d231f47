/**
 * The aggregates themselves, one a file. Internal: users get them from {@code Aggregates}, in the package above, which
 * documents what they mean.
 *
 * <p>Accumulators that choose events hold the events themselves, which never change; all else that an accumulator
 * consists of is its own. Those made of numbers alone are primitive arrays: no boxing per event, and their type is
 * known.
 */
package io.millrace.window.aggregate;
