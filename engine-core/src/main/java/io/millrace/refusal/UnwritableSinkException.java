package io.millrace.refusal;

/** Where a sink writes is not there, is not writable, is in use, or has what no snapshot knows of. */
public final class UnwritableSinkException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    public UnwritableSinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
