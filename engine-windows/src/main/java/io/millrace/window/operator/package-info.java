/**
 * The window operators, written against the public operator SPI alone. Internal: what users see of them is in the
 * package above.
 *
 * <pre>
 *   event --key, time--&gt; accumulator of (key, window) --trigger--&gt; result
 *
 *   aligned: one slice of the table per pane; tumbling ones are panes and fire by a walk over it, sliding and
 *       cumulative ones are put together from panes, each from the one before it; expiry drops panes
 *   sessions: one list per key; one timer per key, which may be early but never late
 *   trailing: the events of a key in the order of time, combined as the window moves along them; one timer per key
 *   count: the events of a key in parts as they come; no timer
 * </pre>
 */
package io.millrace.window.operator;
