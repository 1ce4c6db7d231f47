package io.millrace.jdbc;

import java.io.Serializable;
import java.sql.ResultSet;

/**
 * Makes an event of a row, where columns are not the components of a record by name.
 *
 * @param <T> the events
 */
@FunctionalInterface
public interface RowReader<T> extends Serializable {

    /**
     * Reads the row that the result is at; called by the thread that reads, and by several where rows are looked up.
     *
     * @param row the result, at a row; not to be moved, closed or kept
     * @return the event, not null
     * @throws Exception fails the job, naming the table
     */
    T read(ResultSet row) throws Exception;
}
