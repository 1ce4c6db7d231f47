package io.millrace.jdbc;

/** A database has refused something, or has failed for too long. The message names the source or sink, or the key that was looked up, and the table, and what can be done; the cause is what the driver has thrown, if it has. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Tells what has failed.
     *
     * @param message names source or sink and table, and what can be done
     * @param cause what the driver has thrown, or null
     */
    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
