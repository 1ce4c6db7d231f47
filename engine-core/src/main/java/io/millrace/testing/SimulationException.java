package io.millrace.testing;

/** A simulated job failed or came to a standstill. The message says with which seed, so that the run can be repeated. */
public final class SimulationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SimulationException(String message, Throwable cause) {
        super(message, cause);
    }
}
