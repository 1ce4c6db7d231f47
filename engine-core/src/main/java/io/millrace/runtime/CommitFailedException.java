package io.millrace.runtime;

/** A sink could not commit a snapshot that is complete: the attempt is over, and the next one has to commit it. */
final class CommitFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CommitFailedException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
