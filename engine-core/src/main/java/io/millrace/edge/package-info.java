/**
 * How batches get from task to task (internal).
 *
 * <p>An {@link io.millrace.edge.Edge} is a pair of single-producer single-consumer queues: {@code full} carries batches
 * forward, {@code free} carries them back. A free batch is a credit; without one the producer stops. That is the whole
 * backpressure mechanism, and the memory bound.
 *
 * <pre>
 *   producer task                                        consumer task
 *   RowOutput -&gt; EdgeWriter --offer--&gt; [ full ] --poll---&gt; head stage
 *                    ^                                        |
 *                    +-------poll---- [ free ] &lt;--release-----+
 * </pre>
 */
package io.millrace.edge;
