/**
 * The window operators, written against the public operator SPI alone. Internal: what users see of them is in the
 * package above.
 *
 * <pre>
 *   event --key, time--&gt; accumulator of (key, window) --trigger--&gt; result
 *
 *   tumbling: one slice of the table per window; firing walks it, expiry drops it
 *   sessions: one list per key; one timer per key, which may be early but never late
 * </pre>
 */
package io.millrace.window.operator;
