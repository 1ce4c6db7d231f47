package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.table.Table;
import io.millrace.table.TableChange;
import io.millrace.table.Tables;
import io.millrace.testing.Simulation;
import io.millrace.window.Aggregates;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The program of the guide to change capture. */
class CaptureGuideTest {

    // tag::capture[]
    record Customer(long id, String country) {}

    record Count(String country, long customers) {
        static Count of(TableChange<String, Long> change, Long customers) {
            return customers == null ? null : new Count(change.key(), customers);
        }
    }

    static Pipeline customersByCountry(DataSource database) {
        Pipeline pipeline = Pipeline.create("customers");
        EventStream<Change<Long, Customer>> changes = pipeline.source(
                "changes", Jdbc.changes(database, "customers", Long.class, Customer.class, "customers_by_country"));
        Table<Long, Customer> customers =
                changes.keyBy(Change::key, Long.class).join(Tables.upserts("customers", Change::after, Customer.class));
        customers
                .groupBy(Customer::country, String.class)
                .aggregate("by country", Aggregates.count())
                .changes()
                .to(
                        "counts",
                        Jdbc.table(database, "counts", Count.class)
                                .upsert("country")
                                .changes(
                                        change -> Count.of(change, change.before()),
                                        change -> Count.of(change, change.after())));
        return pipeline;
    }
    // end::capture[]

    @Test
    void shouldDoWhatTheGuideSays() {
        DataSource database = Databases.newPostgres();
        Databases.execute(
                database,
                "CREATE TABLE customers (id BIGINT PRIMARY KEY, country TEXT)",
                "CREATE TABLE counts (country TEXT PRIMARY KEY, customers BIGINT)",
                "INSERT INTO customers VALUES (1, 'GB'), (2, 'US'), (3, 'GB')");
        Simulation run = Simulation.of(customersByCountry(database)).snapshots(Duration.ofMillis(50));
        awaitCounts(run, database, List.of("GB,2", "US,1"));
        Databases.execute(
                database,
                "UPDATE customers SET country = 'FR' WHERE id = 2",
                "DELETE FROM customers WHERE id = 1",
                "INSERT INTO customers VALUES (4, 'FR')");
        awaitCounts(run, database, List.of("FR,2", "GB,1"));
        run.stop().run();
        assertThat(run.state().isTerminal()).isTrue();
    }

    private static void awaitCounts(Simulation run, DataSource database, List<String> expected) {
        while (!Databases.rows(database, "SELECT * FROM counts ORDER BY country")
                .equals(expected)) {
            run.advance(Duration.ofMillis(25));
        }
    }
}
