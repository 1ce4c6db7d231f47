package io.millrace.time;

/**
 * Derives watermarks from the events of one split of a source: of all events of a task, where the source has no splits.
 * Confined to that task's thread. The engine asks for the watermark at the end of every batch, and behind the events
 * that say so; one that does not advance is ignored. Not part of snapshots.
 *
 * @param <T> the event
 */
public interface WatermarkGenerator<T> {

    /**
     * Looks at an event.
     *
     * @param event the event
     * @param timestamp its timestamp, epoch milliseconds
     * @return whether the watermark is to go out right behind this event, ahead of the next, rather than at the end of
     *     the batch; a watermark for each of many events costs much more than one for a batch
     * @throws Exception fails the job
     */
    boolean onEvent(T event, long timestamp) throws Exception;

    /**
     * The watermark after the events seen so far.
     *
     * @return a timestamp at or before which no more events are expected; {@link EventTime#NONE} while unknown
     */
    long watermark();
}
