package io.millrace.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table whose changes are captured, as the catalog of PostgreSQL has it.
 *
 * @param oid what tells it from others, whatever it is called
 * @param schema its schema
 * @param name its name, without that
 * @param from as it stands in a statement
 * @param keys the columns of the primary key, in their order; empty where there is none
 * @param identities what the log has of rows before: of the table, or of each of its partitions
 */
record CapturedTable(int oid, String schema, String name, String from, List<String> keys, List<Identity> identities) {

    /**
     * What the log has of a row before a change.
     *
     * @param table the table, or the partition
     * @param isFull whether it has all columns
     * @param columns those that it has else; empty where it has none
     */
    record Identity(String table, boolean isFull, List<String> columns) {}

    static CapturedTable find(Connection connection, String table) throws SQLException {
        String sql =
                "SELECT c.oid, n.nspname, c.relname, c.oid::regclass::text, c.relkind FROM pg_class c JOIN pg_namespace n"
                        + " ON n.oid = c.relnamespace WHERE c.oid = ?::regclass";
        try (PreparedStatement statement = Replication.prepared(connection, sql, table);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (!"rp".contains(row.getString(5))) {
                throw new IllegalArgumentException(
                        table + " is no table: views and others have no changes of their own");
            }
            return new CapturedTable(
                    (int) row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    primaryKey(connection, table),
                    identities(connection, table));
        }
    }

    /** Of an index: columns that are merely included come last, and are not counted. */
    private static String isKeyOf(String index) {
        // Counted from 0.
        return "array_position(" + index + ".indkey::int2[], a.attnum) < " + index + ".indnkeyatts";
    }

    private static List<String> primaryKey(Connection connection, String table) throws SQLException {
        String sql = "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND "
                + isKeyOf("i") + " WHERE i.indrelid = ?::regclass AND i.indisprimary"
                + " ORDER BY array_position(i.indkey::int2[], a.attnum)";
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = Replication.prepared(connection, sql, table);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /** Each partition has its own, whatever its table has. */
    private static List<Identity> identities(Connection connection, String table) throws SQLException {
        String sql = "SELECT c.oid::regclass::text, c.relreplident, ARRAY(SELECT a.attname::text FROM pg_index i"
                + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND " + isKeyOf("i")
                + " WHERE i.indrelid = c.oid AND (c.relreplident = 'd' AND i.indisprimary OR c.relreplident = 'i' AND"
                + " i.indisreplident)) FROM pg_class c WHERE c.relkind = 'r' AND (c.oid = ?::regclass"
                + " OR c.oid IN (SELECT relid FROM pg_partition_tree(?::regclass) WHERE isleaf)) ORDER BY 1";
        List<Identity> identities = new ArrayList<>();
        try (PreparedStatement statement = Replication.prepared(connection, sql, table, table);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                List<String> columns = List.of((String[]) rows.getArray(3).getArray());
                identities.add(new Identity(rows.getString(1), rows.getString(2).equals("f"), columns));
            }
        }
        return identities;
    }

    /** @param key the columns that tell rows apart */
    void checkIdentity(List<String> key, boolean needsBefore) {
        for (Identity each : identities) {
            String full = "ALTER TABLE " + each.table() + " REPLICA IDENTITY FULL";
            if (!each.isFull() && !each.columns().containsAll(key)) {
                throw new IllegalArgumentException("the log does not tell the key " + key + " of rows that go, but "
                        + (each.columns().isEmpty() ? "nothing of them" : each.columns()) + ": " + full
                        + ", or have the primary key, which is " + keys + ", be the key");
            }
            if (needsBefore && !each.isFull()) {
                throw new IllegalArgumentException(
                        "the log does not have the rows before changes, which withBefore() asks for: " + full);
            }
        }
    }

    /** Null has no place in the order that the table is loaded in. */
    void checkNotNull(Connection connection, List<String> key) throws SQLException {
        for (String column : key) {
            String nullable = Replication.one(
                    connection,
                    "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = ?::oid AND attname = ? AND NOT attnotnull",
                    id(),
                    column);
            if (nullable != null) {
                throw new IllegalArgumentException("the column " + nullable + " of table " + from
                        + " may be null, and is part of the key: ALTER TABLE " + from + " ALTER COLUMN " + nullable
                        + " SET NOT NULL, or name another key");
            }
        }
    }

    /** Its OID, as positions and statements have it. */
    long id() {
        return Integer.toUnsignedLong(oid);
    }

    /** Why it is not the table of its name any more; null where it is. */
    String whyOther(Connection connection) throws SQLException {
        String now = Replication.one(
                connection,
                "SELECT CASE WHEN n.nspname = ? AND c.relname = ? THEN '' ELSE format('%I.%I', n.nspname, c.relname) END"
                        + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?::oid",
                schema,
                name,
                id());
        if (now == null) {
            return "the table has been dropped. To read one that was made anew, start without the snapshots";
        }
        return now.isEmpty()
                ? null
                : "the table is called " + now + " now: name that, and go on from the snapshots with it";
    }
}
