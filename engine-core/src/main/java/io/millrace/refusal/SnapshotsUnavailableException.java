package io.millrace.refusal;

/** The place of the snapshots cannot be used: it cannot be opened, is in use, or cannot be read. */
public final class SnapshotsUnavailableException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    public SnapshotsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
