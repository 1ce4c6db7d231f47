/**
 * The window operator and its kinds of windows, written against the public operator SPI alone. Internal: what users see
 * of them is in the package above.
 *
 * <pre>
 *   event --key, time--&gt; accumulator of (key, window) --trigger--&gt; result
 *
 *   aligned: one slice of the table per pane; tumbling ones are panes and fire by a walk over it, sliding and
 *       cumulative ones are put together from panes, each from the one before it; expiry drops panes
 *   sessions, and windows that emit when they like: a list per key; each window is its own timer, which may be early
 *       but never late
 *   trailing: a sequence of panes per key, one for each timestamp, combined as the window moves along them; one timer
 *       per key
 *   count: a sequence of panes per key, which meet where windows begin and end; no timer
 * </pre>
 */
package io.millrace.window.operator;
