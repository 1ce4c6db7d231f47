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
     * @throws Exception the row cannot be an event: a source fails the job, unless {@code onError} right behind it says otherwise, and a look-up fails the call; what passes in a database that is away is tried again by a source
     */
    T read(ResultSet row) throws Exception;
}
