package io.millrace.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.opentest4j.TestAbortedException;
import org.postgresql.ds.PGSimpleDataSource;

/** Databases for tests: H2 in memory, one for each that asks; and one server of PostgreSQL for all, with a database for each. */
final class Databases {

    private static final System.Logger LOG = System.getLogger(Databases.class.getName());
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private Databases() {}

    private static final class Server {
        static final CompletableFuture<EmbeddedPostgres> POSTGRES = new CompletableFuture<>();

        static {
            try {
                POSTGRES.complete(postgres().start());
            } catch (IOException | RuntimeException e) {
                POSTGRES.completeExceptionally(e);
            }
        }
    }

    /** A server that does not start is a failure where all is checked; on the machine of a developer it is told, and the test skipped. */
    private static RuntimeException absent(Throwable cause) {
        if (System.getenv("CI") != null) {
            return new IllegalStateException("PostgreSQL does not start", cause);
        }
        String skipped = "skipped, since PostgreSQL does not start on this machine: " + cause;
        LOG.log(System.Logger.Level.WARNING, skipped);
        return new TestAbortedException(skipped, cause);
    }

    static EmbeddedPostgres start(EmbeddedPostgres.Builder server) {
        try {
            return server.start();
        } catch (IOException | RuntimeException e) {
            throw absent(e);
        }
    }

    /** How servers are set up here. */
    static EmbeddedPostgres.Builder postgres() {
        return EmbeddedPostgres.builder()
                .setServerConfig("wal_level", "logical")
                .setServerConfig("max_replication_slots", "100")
                .setServerConfig("max_wal_senders", "100")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "32MB")
                .setServerConfig("fsync", "off")
                .setServerConfig("wal_sender_timeout", "60s");
    }

    static DataSource newH2() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:test" + NUMBERS.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
        database.setUser("sa");
        return database;
    }

    /** Of the server that all have; the system property {@code millrace.postgres.port} names another one, of another version, say. */
    static DataSource newPostgres() {
        Integer port = Integer.getInteger("millrace.postgres.port");
        if (port != null) {
            return onServer(port);
        }
        try {
            return newDatabase(Server.POSTGRES.join());
        } catch (CompletionException e) {
            throw absent(e.getCause());
        }
    }

    private static DataSource onServer(int port) {
        String name = "test" + ProcessHandle.current().pid() + "_" + NUMBERS.incrementAndGet();
        execute(onServer(port, "postgres"), "CREATE DATABASE " + name);
        return onServer(port, name);
    }

    private static DataSource onServer(int port, String database) {
        PGSimpleDataSource connections = new PGSimpleDataSource();
        connections.setURL("jdbc:postgresql://localhost:" + port + "/" + database + "?user=postgres");
        return connections;
    }

    static DataSource newDatabase(EmbeddedPostgres server) {
        String name = "test" + NUMBERS.incrementAndGet();
        execute(server.getPostgresDatabase(), "CREATE DATABASE " + name);
        return server.getDatabase("postgres", name);
    }

    /** What is done with a connection before it is given. */
    interface Change {
        void of(Connection connection) throws SQLException;
    }

    /** Connections of a database that something is done with before they are given. */
    static DataSource changed(DataSource database, Change change) {
        return (DataSource) Proxy.newProxyInstance(
                Databases.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.invoke(database, arguments);
                    }
                    Object result;
                    try {
                        result = method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (result instanceof Connection connection) {
                        change.of(connection);
                    }
                    return result;
                });
    }

    /** A connection that is given again and again, as a pool of one does, whoever closes it. */
    static DataSource pooled(Connection connection) {
        Connection kept = (Connection) Proxy.newProxyInstance(
                Databases.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                Databases.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> method.getName().equals("getConnection") ? kept : null);
    }

    /** A database whose connections are in a time zone. */
    static DataSource inZone(DataSource database, String zone) {
        return changed(database, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TIME ZONE '" + zone + "'");
            }
        });
    }

    static void execute(DataSource database, String... statements) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(String.join("; ", statements), e);
        }
    }

    /** The rows of a query, each as its columns with commas between. */
    static List<String> rows(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    cells.add(found.getString(i));
                }
                rows.add(String.join(",", cells));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
