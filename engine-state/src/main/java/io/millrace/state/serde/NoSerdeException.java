package io.millrace.state.serde;

/** There is no serde for a type: the message names the type and says what to do. */
final class NoSerdeException extends IllegalArgumentException {
    NoSerdeException(String message) {
        super(message);
    }

    NoSerdeException(String message, Throwable cause) {
        super(message, cause);
    }
}
