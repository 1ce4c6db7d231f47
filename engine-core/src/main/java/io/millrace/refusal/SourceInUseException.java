package io.millrace.refusal;

/** A source that can feed one job only feeds another one, or has done so. */
public final class SourceInUseException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    public SourceInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
