package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A connection that is opened when it is needed, and again when it has been lost. Confined to one thread. */
final class Session implements AutoCloseable {

    private final DataSource database;
    private final Outage outage;
    private Connection connection;

    /** How long the connection waits for an answer. */
    private TimeLimit limit = TimeLimit.NONE;

    Session(DataSource database, Outage outage) {
        this.database = database;
        this.outage = outage;
    }

    /** For how long another transaction is waited for. */
    Duration lockWait() {
        return outage.lockWait();
    }

    /** What is done in a transaction, which may be more than once. */
    interface Work<R> {
        R in(Connection connection) throws Exception;
    }

    /** The connection, in a transaction that ends with {@link Connection#commit}, or is given up. */
    Connection connection() throws SQLException {
        if (connection == null) {
            Connection opened = database.getConnection();
            if (opened == null) {
                throw new SQLException("the DataSource has given null in place of a connection", "08001");
            }
            connection = opened;
            limit = TimeLimit.of(opened, outage.longest());
            opened.setAutoCommit(false);
        }
        return connection;
    }

    /** Does something in a transaction, as often as it takes while the failures are such as pass. */
    <R> R transact(Work<R> work) throws Exception {
        while (true) {
            try {
                R result = once(work);
                outage.over();
                return result;
            } catch (SQLException e) {
                pause(outage.failed(e));
            }
        }
    }

    /** As {@link #transact}, once. What fails leaves no transaction, and after an error of the database no connection. */
    <R> R once(Work<R> work) throws Exception {
        boolean done = false;
        try {
            Connection opened = connection();
            R result = work.in(opened);
            opened.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                giveUp();
            }
        }
    }

    /** Not by the injected clock, which may stand still meanwhile: nothing depends on how long it is. */
    private void pause(Duration wait) throws InterruptedException {
        LockSupport.parkNanos(this, wait.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while " + outage.what() + " waits for the database");
        }
    }

    /** Rolls back, and closes: whatever has failed, the next connection has nothing of it. */
    void giveUp() {
        Connection closing = connection;
        TimeLimit ending = limit;
        connection = null;
        limit = TimeLimit.NONE;
        if (closing != null) {
            try (closing;
                    ending) {
                closing.rollback();
            } catch (SQLException e) {
                // It is what has failed that is told.
            }
        }
    }

    @Override
    public void close() {
        giveUp();
    }
}
