package io.millrace.refusal;

/**
 * The snapshot to go on from does not fit the job, which is another one, has other labels, or does not declare some state
 * any more; or it is damaged.
 */
public final class UnfitSnapshotException extends JobRefusedException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    public UnfitSnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
