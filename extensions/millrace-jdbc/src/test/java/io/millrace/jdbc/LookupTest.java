package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
