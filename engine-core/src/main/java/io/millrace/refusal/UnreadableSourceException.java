package io.millrace.refusal;

/** What a source reads is not there, is not readable, or is not what was read before. */
public final class UnreadableSourceException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    public UnreadableSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
