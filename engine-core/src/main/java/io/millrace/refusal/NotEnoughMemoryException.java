package io.millrace.refusal;

/** There is not enough memory, or there are not enough threads, for all the tasks and edges of the job. */
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
