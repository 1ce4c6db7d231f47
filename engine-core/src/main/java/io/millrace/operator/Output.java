package io.millrace.operator;

/**
 * Where an operator's results go. Confined to the task's thread. Emitting never fails for want of room: what does not
 * fit is kept, and the task takes no new input until it has drained. So what can emit without bound has to look at
 * {@link #hasRoom()} now and then, and to pause.
 *
 * @param <T> the results
 */
public interface Output<T> {

    /**
     * Emits a result.
     *
     * @param value the result; null fails the job with an error that names the operator
     * @param timestamp its timestamp, epoch milliseconds, or {@link io.millrace.time.EventTime#NONE}
     */
    void emit(T value, long timestamp);

    /**
     * Emits a result of which the hash of the key is known, for a {@linkplain io.millrace.graph.OperatorLogic#combiner
     * combiner}; elsewhere the hash is of no use.
     *
     * @param value the result; null fails the job with an error that names the operator
     * @param timestamp its timestamp, epoch milliseconds, or {@link io.millrace.time.EventTime#NONE}
     * @param hash the mixed hash of its key
     */
    void emit(T value, long timestamp, int hash);

    /**
     * Emits all rows of the batch that is being processed: as they are where nobody else reads them, and as copies
     * where somebody does. For operators that make at most one row of a row, in its place; a call of the operator that
     * uses it emits nothing else.
     *
     * @param batch the batch that {@link Operator#process} was given
     * @return the emitted rows, the last of which are those of the batch; until {@code process} returns they may be
     *     changed, by {@link Batch#move} and {@link Batch#truncate} too
     */
    Batch<T> emitAll(Batch<? extends T> batch);

    /**
     * Whether to go on emitting: false when the portion of this step is used up or a consumer is behind. An operator
     * that sees false returns false from the method that it is in, and is called again with the same arguments.
     *
     * @return whether there is room
     */
    boolean hasRoom();

    /**
     * Whether anybody reads it. What nobody reads need not be made: emitting it has no effect. The same from
     * {@link Operator#onRestored} on.
     *
     * @return false for an output that no stream is taken from
     */
    default boolean isRead() {
        return true;
    }

    /**
     * Announces event time on all outputs of the operator, after the rows emitted so far. Only for operators that make
     * watermarks, whose {@link Operator#earliestKept} keeps those of their inputs back; one that does not
     * advance is ignored.
     *
     * @param watermark the watermark
     */
    void emitWatermark(long watermark);

    /** Announces that the operator is idle until its next row or watermark, on all its outputs. */
    void emitIdle();

    /**
     * Announces that the operator is not idle any more, on all its outputs, where it cannot say yet how far event time is: whoever reads them keeps event time where
     * it is until there is a watermark. Only for operators that make watermarks; ignored when it is not idle.
     */
    void emitActive();
}
