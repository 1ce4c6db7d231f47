/**
 * Calls to the outside: what {@code mapAsync}, {@code mapBlocking} and {@code lookup} add to a graph, and the operators that
 * call, wait, and emit what is answered.
 */
package io.millrace.call;
