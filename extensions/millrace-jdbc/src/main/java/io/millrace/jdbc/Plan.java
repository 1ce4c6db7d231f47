package io.millrace.jdbc;

import java.io.Serializable;
import java.sql.Connection;
import java.util.List;

/**
 * How events are written: a description that makes a {@link Writing} when the database is there.
 *
 * @param <E> the events
 */
interface Plan<E> extends Serializable {

    /** What messages call where it writes. */
    String target();

    /**
     * Looks at the table.
     *
     * @throws IllegalArgumentException when the events cannot be written to it
     */
    Writing<E> on(Connection connection) throws Exception;

    /** Writes within the transaction that the connection is in. */
    interface Writing<E> {

        /**
         * Writes some, in their order.
         *
         * @param each whether one by one, so that the event is known that fails
         * @throws EventException when it fails on one of them, as far as that is known
         */
        void write(Connection connection, List<E> events, boolean each) throws Exception;
    }

    /** Something is wrong with one event. */
    final class EventException extends Exception {

        private static final long serialVersionUID = 1;

        private final int index;

        EventException(int index, Throwable cause) {
            super(cause);
            this.index = index;
        }

        int index() {
            return index;
        }
    }
}
