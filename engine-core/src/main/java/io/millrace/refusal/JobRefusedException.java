package io.millrace.refusal;

/**
 * A job cannot run as it is: something about its pipeline, its options or its surroundings has to be changed first.
 * Thrown by {@code Engine.start}, before any event is read. Trying again without a change would not help, so a job that
 * has never run is not started again by its {@code Restart}; one that has run is, and the exception comes from {@code
 * join} when that does not help.
 *
 * <p>What a function, a source or a sink throws while it opens is no refusal otherwise, but an {@link
 * io.millrace.operator.OperatorException}.
 */
public abstract class JobRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * Tells why.
     *
     * @param message names the job or operator, the place, and what can be done
     * @param cause the reason, or null
     */
    protected JobRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
