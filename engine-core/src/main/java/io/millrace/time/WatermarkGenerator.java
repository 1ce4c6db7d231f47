package io.millrace.time;

/**
 * Derives watermarks from the events of one task. Confined to that task's thread. The engine asks for the watermark at
 * the end of every batch and ignores one that does not advance.
 *
 * @param <T> the event
 */
public interface WatermarkGenerator<T> {

    /**
     * Looks at an event.
     *
     * @param event the event
     * @param timestamp its timestamp, epoch milliseconds
     * @throws Exception fails the job
     */
    void onEvent(T event, long timestamp) throws Exception;

    /**
     * The watermark after the events seen so far.
     *
     * @return a timestamp at or before which no more events are expected; {@link EventTime#NONE} while unknown
     */
    long watermark();
}
