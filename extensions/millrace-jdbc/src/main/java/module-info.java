/** Tables of databases as sources, look-ups and sinks; changes captured from PostgreSQL. */
@SuppressWarnings("requires-automatic") // what the driver of PostgreSQL is
module io.millrace.jdbc {
    requires transitive io.millrace.core;
    requires transitive java.sql;
    requires static java.naming; // which the data sources of that driver name
    requires static org.postgresql.jdbc; // for change capture alone

    exports io.millrace.jdbc;

    opens io.millrace.jdbc to
            io.millrace.state; // records that snapshots have
}
