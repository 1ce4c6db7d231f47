package io.millrace.files;

/** What a program has among its dependencies when it has files that take it, and otherwise need not have. */
enum Library {
    DUCKDB("org.duckdb.DuckDBDriver", "DuckDB", "org.duckdb:duckdb_jdbc"),
    ZSTANDARD("com.github.luben.zstd.ZstdOutputStream", "Zstandard", "com.github.luben:zstd-jni");

    private final String type;
    private final String missing;

    Library(String type, String name, String artifact) {
        this.type = type;
        missing = name + " is not among the dependencies of this program; add " + artifact;
    }

    /** Drivers of databases make themselves known when their class is initialized, as it is here. */
    boolean isThere() {
        try {
            Class.forName(type);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** What to say where it is not there. */
    String missing() {
        return missing;
    }

    /** Says so when the program is written down, rather than with its first file. */
    void require() {
        if (!isThere()) {
            throw new IllegalStateException(missing);
        }
    }
}
