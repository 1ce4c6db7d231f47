package io.millrace.snapshot;

/** Attempt after attempt has failed on the same event, so that no further one is made. The cause tells which event. */
public final class PoisonEventException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Tells how often.
     *
     * @param attempts how many attempts have failed on it
     * @param cause the failure of the last one, which names the operator and the event
     */
    public PoisonEventException(int attempts, RuntimeException cause) {
        super(
                attempts
                        + " attempts in a row have failed on the same event, so another would too; correct the function,"
                        + " or send such events to the dead letters with onError: " + cause.getMessage(),
                cause);
    }
}
