/**
 * Time: the injected clock, event-time arithmetic that saturates instead of overflowing, watermark strategies, and the
 * minimum over inputs that may be idle or finished. The dialect is Flink's: a watermark W says that no more events with
 * a timestamp at or before W are expected.
 */
package io.millrace.time;
