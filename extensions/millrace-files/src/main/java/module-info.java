/** Files and directories as sources, rolling files as sinks: CSV, JSON lines, Parquet. */
@SuppressWarnings("requires-automatic") // what DuckDB is
module io.millrace.files {
    requires transitive io.millrace.core;
    requires tools.jackson.databind;
    requires static com.github.luben.zstd_jni;
    requires static duckdb.jdbc;
    requires static java.sql;

    exports io.millrace.files;

    // What sinks have prepared is a record that snapshots have.
    opens io.millrace.files to
            io.millrace.state;
}
