package io.millrace.kafka;

/** A record of a topic that cannot become an event. */
public final class UnreadableRecordException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Tells which and why.
     *
     * @param topic its topic
     * @param partition its partition
     * @param offset its offset
     * @param cause why
     */
    public UnreadableRecordException(String topic, int partition, long offset, Throwable cause) {
        super(
                "topic " + topic + ", partition " + partition + ", offset " + offset + ": "
                        + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                cause);
    }
}
