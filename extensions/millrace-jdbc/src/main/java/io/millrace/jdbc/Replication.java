package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** What is asked of PostgreSQL: connections of the kinds that it takes, the table, publication and slot. */
final class Replication {

    /** What texts look like, which a server may have set otherwise. */
    private static final String FORMATS = "-c bytea_output=hex -c datestyle=ISO";

    private static final int STATUS_SECONDS = 10;

    /** The first version with {@code pg_current_snapshot()} and publications of partitioned tables. */
    private static final int OLDEST = 13;

    private final DataSource database;
    private final String table;
    private final ChangeOptions options;

    Replication(DataSource database, String table, ChangeOptions options) {
        this.database = database;
        this.table = table;
        this.options = options;
    }

    String table() {
        return table;
    }

    ChangeOptions options() {
        return options;
    }

    /** A connection of our own, not one of a pool: its settings are. */
    Connection connect() throws SQLException {
        Connection connection = copy().getConnection();
        TimeLimit unused = TimeLimit.of(connection, Outage.longest(options.patience));
        return connection;
    }

    /** A connection in replication mode. */
    Connection connectReplication() throws SQLException {
        PGSimpleDataSource copy = copy();
        copy.setReplication("database");
        copy.setAssumeMinServerVersion("10");
        copy.setPreferQueryMode(PreferQueryMode.SIMPLE);
        return copy.getConnection();
    }

    private PGSimpleDataSource copy() throws SQLException {
        BaseDataSource base = database instanceof BaseDataSource own ? own : unwrapped();
        PGSimpleDataSource copy = new PGSimpleDataSource();
        copy.setURL(base.getURL());
        copy.setUser(base.getUser());
        copy.setPassword(base.getPassword());
        String set = base.getProperty(PGProperty.OPTIONS);
        copy.setProperty(PGProperty.OPTIONS, set == null ? FORMATS : set + " " + FORMATS);
        copy.setProperty(PGProperty.BINARY_TRANSFER, "false");
        // Texts are what the column is that they are compared with.
        copy.setProperty(PGProperty.STRING_TYPE, "unspecified");
        return copy;
    }

    private BaseDataSource unwrapped() throws SQLException {
        if (database.isWrapperFor(BaseDataSource.class)) {
            return database.unwrap(BaseDataSource.class);
        }
        throw new IllegalArgumentException(
                "to capture changes takes connections of kinds that pools do not give: have the DataSource"
                        + " be an org.postgresql.ds.PGSimpleDataSource, or a pool around one, not "
                        + database.getClass().getName());
    }

    /**
     * What is known of the slot.
     *
     * @param start the LSN before which it has forgotten all
     * @param isLost whether its log was removed, so that it cannot be read
     */
    private record Slot(long start, boolean isLost) {}

    /** Looks at the server and the table. */
    CapturedTable inspect(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < OLDEST) {
            throw new IllegalArgumentException("the server is PostgreSQL " + version
                    + ", and changes are captured from " + OLDEST + " on: upgrade it");
        }
        String level = one(connection, "SHOW wal_level");
        if (!level.equals("logical")) {
            throw new IllegalArgumentException("the server has wal_level = " + level
                    + ", which does not have changes decoded: set wal_level = logical, and start it again");
        }
        return CapturedTable.find(connection, table);
    }

    /** Makes the publication where it is not there. */
    void ensurePublication(Connection connection, CapturedTable found) throws SQLException {
        String what = one(
                connection,
                "SELECT (pubinsert AND pubupdate AND pubdelete AND pubtruncate)::text FROM pg_publication WHERE pubname = ?",
                options.publication);
        if (what == null) {
            String root = " WITH (publish_via_partition_root = true)";
            one(
                    connection,
                    "CREATE PUBLICATION \"" + options.publication.replace("\"", "\"\"") + "\" FOR TABLE " + found.from()
                            + root);
            return;
        }
        checkPublication(connection, found, what.equals("true"));
    }

    private void checkPublication(Connection connection, CapturedTable found, boolean isAll) throws SQLException {
        String filter = one(
                connection,
                // Filters are there from version 15 on.
                "SELECT COALESCE(to_jsonb(t) ->> 'rowfilter', '') FROM pg_publication_tables t WHERE pubname = ? AND schemaname = ? AND tablename = ?",
                options.publication,
                found.schema(),
                found.name());
        String lacks = filter == null
                ? "the table " + table
                : !filter.isEmpty()
                        ? "all rows of table " + table + ", but those WHERE " + filter
                        : isAll ? null : "all of inserts, updates, deletes and truncates";
        if (lacks != null) {
            throw new IllegalArgumentException("the publication " + options.publication + " does not have " + lacks
                    + ": ALTER it, or name another with publication(...)");
        }
    }

    /** What is read has to be in the log. */
    void checkLogged(Connection connection, CapturedTable found, List<TableColumn> used) throws SQLException {
        // Lists of columns are there from version 15 on, generated columns may be in the log from 18 on.
        String sql =
                "SELECT a.attgenerated::text FROM pg_attribute a LEFT JOIN (SELECT to_jsonb(t) -> 'attnames' AS names FROM"
                        + " pg_publication_tables t WHERE pubname = ? AND schemaname = ? AND tablename = ?) p ON true"
                        + " WHERE a.attrelid = ?::oid AND a.attname = ? AND NOT (COALESCE(jsonb_exists(p.names, a.attname), true)"
                        + " AND (a.attgenerated = '' OR p.names IS NOT NULL AND current_setting('server_version_num')::int >= 180000))";
        for (TableColumn column : used) {
            String generated =
                    one(connection, sql, options.publication, found.schema(), found.name(), found.id(), column.name());
            if (generated != null) {
                throw new IllegalArgumentException(column
                        + (generated.isEmpty()
                                ? " is not among those that the publication " + options.publication
                                        + " has of it: ALTER it, or name another with publication(...), or"
                                : " is generated, and the log does not have it:")
                        + " leave the component out of the record");
            }
        }
    }

    /** Why no changes of the table come any more; null where they do. */
    String whyNoMore(Connection connection, CapturedTable found) throws SQLException {
        String other = found.whyOther(connection);
        if (other != null) {
            return other;
        }
        String there = one(
                connection,
                "SELECT 1 FROM pg_publication_tables WHERE pubname = ? AND schemaname = ? AND tablename = ?",
                options.publication,
                found.schema(),
                found.name());
        return there != null
                ? null
                : "the publication " + options.publication
                        + " does not have the table any more, and what was changed since then is not told: add it, and start"
                        + " without the snapshots";
    }

    /** Makes the slot where it is not there. Waits for transactions that write to end. */
    long startOfSlot(Connection connection) throws SQLException {
        Slot slot = slot(connection);
        if (slot == null) {
            createSlot(connection);
            slot = slot(connection);
        }
        if (slot == null || slot.isLost()) {
            throw new DatabaseException(
                    "the slot " + options.slot + " cannot be read any more, since " + beyondSize() + ": " + drop()
                            + ", and start again",
                    null);
        }
        return slot.start();
    }

    private void createSlot(Connection connection) throws SQLException {
        String sql = "SELECT pg_create_logical_replication_slot(?, 'pgoutput')";
        try (PreparedStatement statement = prepared(connection, sql, options.slot)) {
            // A little less than the connection waits, so that it is the server that says so.
            statement.setQueryTimeout(
                    (int) Outage.longest(options.patience).minusSeconds(5).toSeconds());
            statement.execute();
        }
    }

    private static String beyondSize() {
        return "its log was removed when it grew beyond max_slot_wal_keep_size";
    }

    private String drop() {
        return "drop it with SELECT pg_drop_replication_slot('" + options.slot + "')";
    }

    /** Null where there is no slot. */
    private Slot slot(Connection connection) throws SQLException {
        String sql = "SELECT plugin, NULLIF(database, current_database()), confirmed_flush_lsn::text,"
                + " to_jsonb(s) ->> 'wal_status' FROM pg_replication_slots s WHERE slot_name = ?";
        try (PreparedStatement statement = prepared(connection, sql, options.slot);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            String other = "pgoutput".equals(row.getString(1)) ? databaseOf(row) : "the plugin " + row.getString(1);
            if (other != null) {
                throw new DatabaseException(
                        "the slot " + options.slot + " is of " + other + ": name another slot", null);
            }
            String start = row.getString(3);
            return new Slot(
                    start == null ? 0 : LogSequenceNumber.valueOf(start).asLong(), "lost".equals(row.getString(4)));
        }
    }

    /** Null where it is this one. */
    private static String databaseOf(ResultSet slot) throws SQLException {
        String other = slot.getString(2);
        return other == null ? null : "the database " + other;
    }

    /** Why it cannot be gone on from an LSN; null where it can. */
    String gap(Connection connection, long from) throws SQLException {
        Slot slot = slot(connection);
        String remedy = ". Start without the snapshots, or with another name of the source, to load the table anew";
        if (slot == null && one(connection, "SELECT pg_is_in_recovery()::text").equals("true")) {
            throw new SQLException("the server is a standby, and has no slot " + options.slot, SqlErrors.READ_ONLY);
        }
        if (slot == null) {
            return "the slot " + options.slot + " is gone, and with it the changes behind " + text(from)
                    + ": it was dropped" + remedy;
        }
        if (slot.isLost()) {
            return "the slot " + options.slot + " has lost the changes behind " + text(from) + ": " + beyondSize()
                    + ". First " + drop() + remedy;
        }
        return slot.start() <= from
                ? null
                : "the slot " + options.slot + " begins at " + text(slot.start()) + ", and the snapshot goes on at "
                        + text(from)
                        + ": the changes between them are gone, since the slot was made anew or read by another, or the snapshot is not the latest"
                        + remedy;
    }

    PGReplicationStream stream(Connection replication, long from) throws SQLException {
        return replication
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(options.slot)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", "\"" + options.publication.replace("\"", "\"\"") + "\"")
                .withStartPosition(LogSequenceNumber.valueOf(from))
                .withStatusInterval(STATUS_SECONDS, TimeUnit.SECONDS)
                .withAutomaticFlush(false)
                .start();
    }

    static String text(long lsn) {
        return LogSequenceNumber.valueOf(lsn).asString();
    }

    /** The first cell of the first row, or null. */
    static String one(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, parameters)) {
            if (!statement.execute()) {
                return null;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    static PreparedStatement prepared(Connection connection, String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
