package io.millrace.jdbc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** The messages of a slot, and a connection for what has to be asked besides. */
final class ChangeStream implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ChangeStream.class.getName());

    private final Replication replication;
    private final Connection connection;
    private final PGReplicationStream stream;

    /** Opened when it is asked. */
    private Connection questions;

    private ChangeStream(Replication replication, Connection connection, PGReplicationStream stream) {
        this.replication = replication;
        this.connection = connection;
        this.stream = stream;
    }

    /** @throws DatabaseException when the slot does not have what follows any more */
    static ChangeStream open(Replication replication, long from, String what) throws SQLException {
        try (Connection plain = replication.connect()) {
            String gap = replication.gap(plain, from);
            if (gap != null) {
                throw new DatabaseException(what + ": " + gap, null);
            }
        }
        Connection connection = replication.connectReplication();
        try {
            return new ChangeStream(replication, connection, replication.stream(connection, from));
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    /** The next message; null where there is none now. */
    PgOutput.Message next() throws SQLException {
        ByteBuffer message = stream.readPending();
        return message == null ? null : PgOutput.read(message);
    }

    /** Up to where the server has looked, when there is no message and no transaction under way. */
    long idleEnd() {
        return stream.getLastReceiveLSN().asLong();
    }

    /** Lets the slot forget what is before an LSN. */
    void confirm(long end) throws SQLException {
        LogSequenceNumber lsn = LogSequenceNumber.valueOf(end);
        stream.setFlushedLSN(lsn);
        stream.setAppliedLSN(lsn);
        stream.forceUpdateStatus();
    }

    private Connection questions() throws SQLException {
        if (questions == null) {
            questions = replication.connect();
        }
        return questions;
    }

    /** Why no changes of a table come any more; null where they do. */
    String whyNoMore(CapturedTable table) throws SQLException {
        return replication.whyNoMore(questions(), table);
    }

    /** Whether a key is not behind another in the order of the table. */
    boolean isUpTo(String from, List<String> columns, List<String> key, List<String> last) throws SQLException {
        String names = Load.quoted(columns);
        String parameters = Load.parameters(columns);
        // What is compared takes type and collation from the columns.
        String sql = "SELECT 1 FROM (SELECT " + names + " FROM " + from + " WHERE false UNION ALL SELECT " + parameters
                + ") k WHERE (" + names + ") <= (" + parameters + ")";
        try (PreparedStatement statement = questions().prepareStatement(sql)) {
            int next = 1;
            for (List<String> values : List.of(key, last)) {
                for (String value : values) {
                    statement.setString(next++, value);
                }
            }
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    /** It is what has failed before that is told. */
    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            LOG.log(Level.DEBUG, "a connection could not be closed", e);
        }
    }

    @Override
    public void close() {
        close(questions);
        close(stream);
        close(connection);
    }
}
