package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are looked up. */
class LookupTest {

    record User(long id, String fullName) {}

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldFindTheRowOfAKeyOrNone(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(
                database,
                "CREATE TABLE users (id BIGINT PRIMARY KEY, full_name VARCHAR(20), country VARCHAR(2))",
                "INSERT INTO users VALUES (1, 'Ada', 'GB'), (2, 'Bob', 'US'), (3, 'Cid', 'GB')");
        JdbcLookup<Long, User> byId = Jdbc.table(database, "users", User.class).lookup("id");
        assertThat(byId.apply(2L)).isEqualTo(new User(2, "Bob"));
        assertThat(byId.apply(7L)).isNull();
        assertThat(byId.apply(null)).isNull();
        JdbcLookup<List<Object>, User> byBoth = Jdbc.query(
                        database, "SELECT id, full_name FROM users WHERE country = ? AND id > ?", User.class)
                .lookup();
        assertThat(byBoth.apply(List.of("GB", 1L))).isEqualTo(new User(3, "Cid"));
        assertThatThrownBy(() -> byBoth.apply(List.of("GB", 0L))).hasMessageContaining("more than one row");
        JdbcLookup<Long, User> wrong = Jdbc.table(database, "users", User.class).lookup("nothing");
        assertThatThrownBy(() -> wrong.apply(1L)).hasMessageContaining("no column 'nothing'");
        JdbcLookup<Long, User> absent =
                Jdbc.table(database, "absent", User.class).lookup("id");
        assertThatThrownBy(() -> absent.apply(1L))
                .hasMessageContaining("look-up in absent")
                .hasMessageContaining("Create the table");
    }

    /** As joins find nothing for them. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldFindNothingForNumbersThatTheColumnCannotHave(String kind) {
        DataSource database = PollTest.database(kind);
        Databases.execute(
                database,
                "CREATE TABLE users (id INT PRIMARY KEY, full_name VARCHAR(20))",
                "INSERT INTO users VALUES (1, 'Ada')");
        JdbcLookup<Number, User> byColumn =
                Jdbc.table(database, "users", User.class).lookup("id");
        JdbcLookup<Number, User> byQuery = Jdbc.query(database, "SELECT * FROM users WHERE id = ?", User.class)
                .lookup();
        for (Number same : List.of(1, 1L, (short) 1, 1.0, BigInteger.ONE, new BigDecimal("1.00"))) {
            assertThat(byColumn.apply(same)).as(same.toString()).isEqualTo(new User(1, "Ada"));
        }
        assertThat(byQuery.apply(BigInteger.ONE)).isEqualTo(new User(1, "Ada"));
        for (Number other : List.of(1.5, 1L << 40, new BigDecimal("1.01"), BigInteger.TEN.pow(30))) {
            assertThat(byColumn.apply(other)).as(other.toString()).isNull();
        }
    }

    /** Others get it from the pool. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres"})
    void shouldLeaveNoLimitOnAConnection(String kind) throws Exception {
        DataSource database = PollTest.database(kind);
        Databases.execute(
                database,
                "CREATE TABLE users (id BIGINT, full_name VARCHAR(20))",
                "INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob'), (2, 'Cid')");
        try (Connection connection = database.getConnection()) {
            JdbcTable<User> table = Jdbc.table(Databases.pooled(connection), "users", User.class);
            JdbcLookup<Long, User> lookup = table.lookup("id");
            assertThat(lookup.apply(1L)).isEqualTo(new User(1, "Ada"));
            checkUnlimited(connection);
            assertThatThrownBy(() -> lookup.apply(2L)).hasMessageContaining("more than one row");
            checkUnlimited(connection);
            Pipeline pipeline = Pipeline.create("copy");
            pipeline.source("users", Sources.of(new User(3, "Dan"))).to("table", table.insert());
            Simulation.of(pipeline).run();
            checkUnlimited(connection);
        }
    }

    private static void checkUnlimited(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.getQueryTimeout()).isZero();
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }
}
