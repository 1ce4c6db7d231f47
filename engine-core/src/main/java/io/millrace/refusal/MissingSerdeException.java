package io.millrace.refusal;

/** There is no serde for a type of state, keys or prepared results. */
public final class MissingSerdeException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    public MissingSerdeException(String message, Throwable cause) {
        super(message, cause);
    }
}
