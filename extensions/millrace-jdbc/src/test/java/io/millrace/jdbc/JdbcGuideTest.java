package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import io.millrace.testing.Simulation;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The programs of the guide. */
class JdbcGuideTest {

    // tag::records[]
    record Order(long id, String userId, double amount, Instant changedAt) {}

    record User(String id, String country) {}

    record Total(String country, double amount) {}
    // end::records[]

    private static PollSource<Order> endless(DataSource database) {
        // tag::poll[]
        PollSource<Order> orders = Jdbc.table(database, "orders", Order.class)
                .poll("changed_at", "id")
                .settled(Duration.ofSeconds(10))
                .every(Duration.ofSeconds(1));
        // end::poll[]
        return orders;
    }

    private static Pipeline totals(DataSource database) {
        // tag::pipeline[]
        Pipeline pipeline = Pipeline.create("totals");
        JdbcLookup<String, User> users =
                Jdbc.table(database, "users", User.class).lookup("id");
        EventStream<Total> amounts = pipeline.source(
                        "orders", Jdbc.table(database, "orders", Order.class).poll("id"))
                .lookupBlocking(Order::userId, users)
                .timeout(Duration.ofSeconds(10))
                .cache(10_000, Duration.ofMinutes(5))
                .left("country", (order, user) -> new Total(user == null ? "unknown" : user.country(), order.amount()))
                .typed(Total.class);
        Table<String, Total> latest =
                amounts.keyBy(Total::country, String.class).join(Tables.latest("latest", Total.class));
        latest.changes()
                .to(
                        "latest totals",
                        Jdbc.table(database, "totals", Total.class)
                                .upsert("country")
                                .changes(TableChange::before, TableChange::after));
        // end::pipeline[]
        // tag::once[]
        amounts.to(
                "all amounts",
                Jdbc.table(database, "amounts", Total.class).insert().exactlyOnce());
        // end::once[]
        // tag::statement[]
        amounts.to(
                "sums",
                Jdbc.statement(
                                database,
                                "UPDATE sums SET amount = amount + ? WHERE country = ?",
                                Total.class,
                                (statement, total) -> {
                                    statement.setDouble(1, total.amount());
                                    statement.setString(2, total.country());
                                })
                        .exactlyOnce());
        // end::statement[]
        return pipeline;
    }

    @Test
    void shouldDoWhatTheGuideSays() {
        DataSource database = Databases.newH2();
        Databases.execute(
                database,
                "CREATE TABLE orders (id BIGINT PRIMARY KEY, user_id VARCHAR(10), amount DOUBLE PRECISION,"
                        + " changed_at TIMESTAMP WITH TIME ZONE NOT NULL)",
                "CREATE TABLE users (id VARCHAR(10) PRIMARY KEY, country VARCHAR(10))",
                "CREATE TABLE totals (country VARCHAR(10) PRIMARY KEY, amount DOUBLE PRECISION)",
                "CREATE TABLE amounts (country VARCHAR(10), amount DOUBLE PRECISION)",
                "CREATE TABLE sums (country VARCHAR(10), amount DOUBLE PRECISION)",
                "INSERT INTO users VALUES ('ada', 'GB')",
                "INSERT INTO sums VALUES ('GB', 0), ('unknown', 0)",
                "INSERT INTO orders VALUES (1, 'ada', 5, CURRENT_TIMESTAMP), (2, 'bob', 7, CURRENT_TIMESTAMP), (3, 'ada', 9, CURRENT_TIMESTAMP)");
        Simulation.of(totals(database)).snapshots(Duration.ofMillis(5)).run();
        assertThat(Databases.rows(database, "SELECT * FROM totals ORDER BY country"))
                .containsExactly("GB,9.0", "unknown,7.0");
        assertThat(Databases.rows(database, "SELECT * FROM amounts ORDER BY country, amount"))
                .containsExactly("GB,5.0", "GB,9.0", "unknown,7.0");
        assertThat(Databases.rows(database, "SELECT * FROM sums ORDER BY country"))
                .containsExactly("GB,14.0", "unknown,7.0");
        assertThat(endless(database).toString()).isEqualTo("rows of orders by [changed_at, id]");
    }
}
