package io.millrace.state.store;

import java.io.IOException;

/**
 * State of a snapshot is nothing for this program: it has another form, kind or key than what is declared, is of a newer
 * version, or larger than the memory. Trying again does not help.
 */
public final class UnfitStateException extends IOException {

    /**
     * Tells why.
     *
     * @param message names the operator and the state, and says what can be done
     * @param cause the reason, or null
     */
    public UnfitStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
