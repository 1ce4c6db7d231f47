/**
 * Windows: how event time groups the events of a key.
 *
 * <pre>
 *   KeyedStream --Windows--&gt; WindowedStream --Aggregates, Emit--&gt; WindowedResults --&gt; WindowResult
 *                                                                       +----------&gt; late events
 * </pre>
 *
 * <p>The dialect is Flink's. A window from start (inclusive) to end (exclusive) ends when the watermark reaches its end
 * minus one millisecond, and takes events until the watermark reaches that and the allowed lateness. An event that no
 * window takes is late: it is counted and goes to the late stream. Every result has the end of its window minus one
 * millisecond as its timestamp. The state of windows is part of snapshots.
 *
 * <p>All types here are immutable and describe; nothing runs before the job is started. Functions that are given to
 * them are then called by the threads of several tasks.
 */
package io.millrace.window;
