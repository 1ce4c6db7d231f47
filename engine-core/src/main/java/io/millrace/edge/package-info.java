/**
 * How batches get from task to task (internal).
 *
 * <p>An {@link io.millrace.edge.Edge} is a list of batches with one producer and one consumer. Each batch under way has
 * taken a credit; without one the producer stops. That is the whole backpressure mechanism, and the memory bound.
 *
 * <pre>
 *   producer task                                        consumer task
 *   RowOutput -&gt; EdgeWriter -&gt; [ under way ] --poll---&gt; head stage
 *                    ^                                        |
 *                    +--- [ to be filled again ] &lt;--release---+
 * </pre>
 */
package io.millrace.edge;
