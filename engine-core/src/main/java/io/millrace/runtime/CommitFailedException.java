package io.millrace.runtime;

import io.millrace.operator.OperatorException;

/** A sink could not commit a snapshot that is complete: the attempt is over, and the next one has to commit it. */
final class CommitFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CommitFailedException(OperatorException cause) {
        super(cause.getMessage(), cause);
    }
}
