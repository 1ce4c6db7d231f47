package io.millrace.snapshot;

/** A snapshot could not be taken. The job goes on, and so do later snapshots. */
public final class SnapshotFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message what failed, and what can be done
     * @param cause the reason, or null
     */
    public SnapshotFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
