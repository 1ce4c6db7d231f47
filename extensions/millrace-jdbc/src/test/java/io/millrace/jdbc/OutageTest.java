package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.snapshot.Snapshots;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that are a standby, that do not answer, or that are asked for what they do not have. */
class OutageTest {

    @TempDir
    Path directory;

    record Item(long id) {}

    private static DataSource withItems() {
        DataSource database = Databases.newPostgres();
        Databases.execute(database, "CREATE TABLE items (id BIGINT PRIMARY KEY)", "INSERT INTO items VALUES (1), (2)");
        return database;
    }

    private static Pipeline writing(JdbcSink<Item> sink, boolean once) {
        Pipeline pipeline = Pipeline.create("write");
        var items = pipeline.source(
                "numbers", Sources.generate(i -> new Item(10 + i)).count(5));
        if (once) {
            items.to("rows", sink.exactlyOnce());
        } else {
            items.to("rows", sink);
        }
        return pipeline;
    }

    /** As behind a failover, when the old primary is a standby, and the new one is not known yet. */
    @Test
    void shouldGoOnWhenAServerHasBecomeThePrimary() {
        DataSource database = withItems();
        String name = Databases.rows(database, "SELECT current_database()").get(0);
        AtomicInteger connections = new AtomicInteger();
        DataSource standby = Databases.changed(database, connection -> {
            try (Statement statement = connection.createStatement()) {
                if (connections.incrementAndGet() < 4) {
                    statement.execute("SET default_transaction_read_only = on");
                }
            }
        });
        Simulation.of(writing(Jdbc.table(standby, "items", Item.class).insert(), false))
                .run();
        assertThat(Databases.rows(database, "SELECT COUNT(*) FROM items"))
                .as(name)
                .containsExactly("7");
        assertThat(connections.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void shouldSayWhatHoldsItUpWhenAnotherHasTheLockAndDoesNotEnd() throws Exception {
        DataSource database = withItems();
        JdbcSink<Item> sink =
                Jdbc.table(database, "items", Item.class).upsert("id").retryFor(Duration.ofSeconds(1));
        JobOptions options =
                JobOptions.defaults().withSnapshots(Snapshots.in(directory).onDemand());
        try (Engine engine = Engine.withWorkers(1)) {
            engine.start(writing(sink, true), options).join();
            try (Connection gone = database.getConnection();
                    Statement statement = gone.createStatement()) {
                gone.setAutoCommit(false);
                statement.execute("UPDATE millrace_commits SET number = number");
                assertThatThrownBy(
                                () -> engine.start(writing(sink, true), options).join())
                        .hasStackTraceContaining("sink 'rows'")
                        .hasStackTraceContaining("look in the database for what holds it back");
                gone.rollback();
            }
            engine.start(writing(sink, true), options).join();
        }
    }

    @Test
    void shouldLetAConnectionGoThatSomethingWasRefusedOn() {
        DataSource database = withItems();
        List<Connection> opened = new ArrayList<>();
        DataSource watched = Databases.changed(database, opened::add);
        JdbcTable<Item> table = Jdbc.table(watched, "items", Item.class);
        Simulation run = Simulation.of(reading(table.poll("id").every(Duration.ofMillis(5))))
                .snapshots(Duration.ofMillis(5))
                .settle();
        run.advance(Duration.ofMillis(20)).stop().run();
        JdbcTable<Item> other = Jdbc.table(watched, "items", Item.class);
        Databases.execute(database, "ALTER TABLE items ADD COLUMN name TEXT NOT NULL DEFAULT 'a'");
        List<Source<Item>> refused = List.of(
                other.poll("name"),
                other.poll("name", "id"),
                other.poll("absent"),
                other.poll("id").settled(Duration.ofSeconds(1)),
                Jdbc.table(watched, "absent", Item.class).poll("id"));
        for (Source<Item> source : refused) {
            assertThatThrownBy(() -> run.next(reading(source))
                            .snapshots(Duration.ofMillis(5))
                            .settle())
                    .isNotNull();
        }
        assertThat(opened)
                .isNotEmpty()
                .allSatisfy(connection -> assertThat(connection.isClosed()).isTrue());
    }

    private static Pipeline reading(Source<Item> source) {
        Pipeline pipeline = Pipeline.create("read");
        pipeline.source("table", source).to("out", Sinks.discard());
        return pipeline;
    }
}
