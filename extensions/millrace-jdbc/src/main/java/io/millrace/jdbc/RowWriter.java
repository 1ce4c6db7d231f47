package io.millrace.jdbc;

import java.io.Serializable;
import java.sql.PreparedStatement;

/**
 * Sets the parameters of a statement from an event, where columns are not the components of a record by name.
 *
 * @param <T> the events
 */
@FunctionalInterface
public interface RowWriter<T> extends Serializable {

    /**
     * Sets all parameters; called by the thread that writes, and again for the same event when a transaction is tried again.
     *
     * @param statement the statement, whose parameters may have values of an earlier event; not to be executed
     * @param event the event
     * @throws Exception fails the job, naming the event
     */
    void write(PreparedStatement statement, T event) throws Exception;
}
