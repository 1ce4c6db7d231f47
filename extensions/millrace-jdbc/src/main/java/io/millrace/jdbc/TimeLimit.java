package io.millrace.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Has a statement end by itself. Of H2 the limit is that of the connection, which others get from its pool: it is taken back. */
final class TimeLimit {

    /** What is done with a statement. */
    interface Work<T> {
        T run() throws SQLException;
    }

    private TimeLimit() {}

    static <T> T within(int seconds, PreparedStatement statement, Work<T> work) throws SQLException {
        statement.setQueryTimeout(seconds);
        T done;
        try {
            done = work.run();
        } catch (SQLException | RuntimeException e) {
            try {
                statement.setQueryTimeout(0);
            } catch (SQLException broken) {
                e.addSuppressed(broken);
            }
            throw e;
        }
        statement.setQueryTimeout(0);
        return done;
    }
}
