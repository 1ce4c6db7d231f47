package io.millrace.jdbc;

import io.millrace.operator.TaskContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The table that says what has been committed. For each job and sink it has a row with subtask -1, whose number is the attempt that may write, and whose owner is the committer that may;
 * and one for each writer of an attempt, whose number is the last snapshot of which all has been committed.
 */
final class Ledger {

    static final String TABLE = "millrace_commits";

    private static final int FENCE = -1;
    private static final String OF_SINK = " WHERE job = ? AND sink = ?";
    private static final String OF_WRITER = OF_SINK + " AND attempt = ? AND subtask = ?";

    private final String job;
    private final String sink;
    private final int attempt;
    private final String owner;
    private final int waitSeconds;

    /** @param wait for how long to wait for another that commits */
    Ledger(TaskContext context, Duration wait) {
        waitSeconds = Math.max(1, (int) wait.toSeconds());
        job = context.job();
        sink = context.operator();
        attempt = context.attempt();
        // Nobody else has this: another process has another id, and another committer of this one another time.
        owner = attempt + "." + ProcessHandle.current().pid() + "."
                + context.clock().millis() + "." + context.clock().nanos();
    }

    /** Makes the table where it is not there. */
    static void create(Session session) throws Exception {
        if (exists(session)) {
            return;
        }
        try {
            session.once(connection -> {
                try (PreparedStatement statement = connection.prepareStatement("CREATE TABLE " + TABLE
                        + " (job VARCHAR(250) NOT NULL, sink VARCHAR(250) NOT NULL, attempt INT NOT NULL, subtask INT NOT NULL,"
                        + " number BIGINT NOT NULL, owner VARCHAR(100), PRIMARY KEY (job, sink, attempt, subtask))")) {
                    return statement.executeUpdate();
                }
            });
        } catch (SQLException e) {
            // Another sink may have been faster.
            if (!exists(session)) {
                throw e;
            }
        }
    }

    private static boolean exists(Session session) throws Exception {
        try {
            return session.once(connection -> {
                try (PreparedStatement statement =
                        connection.prepareStatement("SELECT number FROM " + TABLE + " WHERE 1 = 0")) {
                    return statement.execute();
                }
            });
        } catch (SQLException e) {
            if (SqlErrors.isPassing(e)) {
                throw e;
            }
            return false;
        }
    }

    /** Waits for whoever commits now, and keeps all others from committing until this transaction ends; false where nobody ever has. */
    private boolean lock(Connection connection) throws SQLException {
        String sql = "UPDATE " + TABLE + " SET number = number" + OF_WRITER;
        try (PreparedStatement statement = prepared(connection, sql, job, sink, 0, FENCE)) {
            // Its process may be gone, and its connection still there.
            TimeLimit limit = TimeLimit.of(statement, waitSeconds);
            try (limit) {
                return statement.executeUpdate() > 0;
            }
        }
    }

    /**
     * Makes this the only committer.
     *
     * @param isFirst whether no snapshot of the job is known
     * @return why it may not be; null where it is now
     */
    String claim(Connection connection, boolean isFirst) throws SQLException {
        if (!lock(connection)) {
            update(
                    connection,
                    "INSERT INTO " + TABLE + " (job, sink, attempt, subtask, number, owner) VALUES (?, ?, ?, ?, ?, ?)",
                    job,
                    sink,
                    0,
                    FENCE,
                    attempt,
                    owner);
            return null;
        }
        long others = number(connection, 0, FENCE);
        boolean isOwn = owner.equals(owner(connection));
        if (!isOwn && others >= attempt) {
            return "attempt " + others + " of job '" + job + "' has written already, and this is attempt " + attempt
                    + ": either that is running, or its snapshots are elsewhere. " + remedy();
        }
        if (isFirst && hasCommitted(connection)) {
            return "job '" + job + "' has written already, and this one has no snapshot of it. " + remedy();
        }
        update(
                connection,
                "UPDATE " + TABLE + " SET number = ?, owner = ?" + OF_WRITER,
                attempt,
                owner,
                job,
                sink,
                0,
                FENCE);
        return null;
    }

    /**
     * What is wrong when more has been committed than a snapshot knows of.
     *
     * @param what has been committed
     * @param known the attempt that the snapshot is from
     * @param last its number
     */
    String newer(String what, int known, long last) {
        String ofSink = " WHERE job = '" + job + "' AND sink = '" + sink + "' AND subtask >= 0 AND attempt ";
        return "what belongs to " + what + " has been written, and the job goes on from snapshot " + last
                + " of attempt " + known
                + ", so that what came between would be written twice. Start from the latest snapshot; to have that written"
                + " once more, delete the rows that came behind snapshot " + last
                + ", and what the ledger knows of them: DELETE FROM " + TABLE + ofSink + "> " + known + "; UPDATE "
                + TABLE + " SET number = " + last + ofSink + "= " + known + " AND number > " + last;
    }

    private String remedy() {
        return "Start it with the snapshots that it had, or with another name; to begin anew, delete what it has written,"
                + " and what the ledger knows: DELETE FROM " + TABLE + " WHERE job = '" + job + "' AND sink = '" + sink
                + "'";
    }

    /** Whether this may still commit, which it alone may for as long as the transaction lasts. */
    boolean isOwn(Connection connection) throws SQLException {
        return lock(connection) && owner.equals(owner(connection));
    }

    /** The last snapshot of which all of a writer has been committed; -1 where there is none. */
    long committed(Connection connection, int writersAttempt, int subtask) throws SQLException {
        return number(connection, writersAttempt, subtask);
    }

    void committed(Connection connection, int writersAttempt, int subtask, long snapshot) throws SQLException {
        int updated = update(
                connection,
                "UPDATE " + TABLE + " SET number = ?" + OF_WRITER,
                snapshot,
                job,
                sink,
                writersAttempt,
                subtask);
        if (updated == 0) {
            update(
                    connection,
                    "INSERT INTO " + TABLE + " (job, sink, attempt, subtask, number) VALUES (?, ?, ?, ?, ?)",
                    job,
                    sink,
                    writersAttempt,
                    subtask,
                    snapshot);
        }
    }

    private long number(Connection connection, int ofAttempt, int subtask) throws SQLException {
        try (PreparedStatement statement =
                        prepared(connection, "SELECT number FROM " + TABLE + OF_WRITER, job, sink, ofAttempt, subtask);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getLong(1) : -1;
        }
    }

    private String owner(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        prepared(connection, "SELECT owner FROM " + TABLE + OF_WRITER, job, sink, 0, FENCE);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getString(1) : null;
        }
    }

    private boolean hasCommitted(Connection connection) throws SQLException {
        return latestAttempt(connection) > 0;
    }

    /** The latest attempt of which anything has been committed; 0 where there is none. */
    int latestAttempt(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepared(
                        connection,
                        "SELECT MAX(attempt) FROM " + TABLE + OF_SINK + " AND subtask > ?",
                        job,
                        sink,
                        FENCE);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? found.getInt(1) : 0;
        }
    }

    private static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
