package io.millrace.state.serde;

import java.io.IOException;

/** What was written of a record does not fit a component of it; the message names record, component and remedy. */
final class RecordFormException extends IOException {
    private static final long serialVersionUID = 1L;

    RecordFormException(String message, IOException cause) {
        super(message, cause);
    }
}
