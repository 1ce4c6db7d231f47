/**
 * Joins of two streams by key and time: {@link io.millrace.join.Joins} is where to begin.
 */
package io.millrace.join;
