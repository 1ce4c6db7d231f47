package io.millrace.source;

/**
 * What a request ends with that gets no answer, but for one whose time is over, which ends with a {@link java.util.concurrent.TimeoutException}. Whether the question has had an effect
 * is known only where it was never taken: for {@link Reason#FULL} and {@link Reason#ENDED_BEFORE}.
 */
public final class RequestFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why there is no answer. */
    public enum Reason {
        /** As many requests were open as the source may have; the question was not taken. */
        FULL,
        /** The job was over, or had been told to stop, before the question was taken; it was not. */
        ENDED_BEFORE,
        /** The job has failed, and starts again; it does not answer what was asked before. */
        RESTARTED,
        /** The job has failed, and does not start again: the cause is why. */
        FAILED,
        /** The job was cancelled, or has ended without an answer. */
        ENDED,
        /** The pipeline has said so, with {@link Request#refuse}. */
        REFUSED
    }

    /** The reason. */
    private final Reason reason;

    RequestFailedException(Reason reason, String message, Throwable cause) {
        // Made for each of many requests, and by no call of whoever reads it.
        super(message, cause, true, false);
        this.reason = reason;
    }

    /**
     * Why there is no answer.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
