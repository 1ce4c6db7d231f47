package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** A limit that ends what takes too long; taken back when this is closed, since the connection, which others get from its pool, may keep it. */
final class TimeLimit implements AutoCloseable {

    /** Nothing is limited. */
    static final TimeLimit NONE = new TimeLimit(() -> {});

    private final Back back;

    /** Takes a limit back. */
    private interface Back {
        void take() throws SQLException;
    }

    private TimeLimit(Back back) {
        this.back = back;
    }

    /** Has a statement fail that takes longer. Of H2 it is the limit of the connection. */
    static TimeLimit of(PreparedStatement statement, int seconds) throws SQLException {
        statement.setQueryTimeout(seconds);
        return new TimeLimit(() -> statement.setQueryTimeout(0));
    }

    /** Has a connection fail whose server does not answer any more, unless the DataSource has said when it should; not all drivers can. */
    static TimeLimit of(Connection connection, Duration longest) throws SQLException {
        try {
            if (connection.getNetworkTimeout() != 0) {
                return NONE;
            }
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, longest.toMillis()));
            return new TimeLimit(() -> connection.setNetworkTimeout(Runnable::run, 0));
        } catch (SQLException e) {
            if (SqlErrors.isPassing(e)) {
                throw e;
            }
            return NONE;
        }
    }

    @Override
    public void close() throws SQLException {
        back.take();
    }
}
