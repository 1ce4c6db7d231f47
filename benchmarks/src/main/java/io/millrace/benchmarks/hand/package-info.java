/**
 * What an expert would write by hand in an hour for just one job: a plain loop in one thread, one event at a time, with
 * Agrona's maps; and the best that can be done by hand.
 */
package io.millrace.benchmarks.hand;
