package io.millrace.refusal;

/**
 * There is not enough memory for the state that the job goes on from, or not enough memory or threads for all its tasks and
 * edges.
 */
public final class NotEnoughMemoryException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    public NotEnoughMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
