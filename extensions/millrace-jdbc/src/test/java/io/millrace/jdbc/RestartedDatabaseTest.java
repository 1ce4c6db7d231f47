package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database in a file that is shut down while a job reads and writes, which opens it again. */
class RestartedDatabaseTest {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    @TempDir
    Path directory;

    record Item(long id, String name) {}

    private static Pipeline copying(DataSource database) {
        Pipeline pipeline = Pipeline.create("copy");
        JdbcTable<Item> source = Jdbc.table(database, "source", Item.class);
        pipeline.source("source", source.poll("id").rows(5).retryFor(Duration.ofDays(1)))
                .to("once", Jdbc.table(database, "once", Item.class).insert().exactlyOnce());
        pipeline.source("again", source.poll("id").rows(3).retryFor(Duration.ofDays(1)))
                .to("byKey", Jdbc.table(database, "by_key", Item.class).upsert("id"));
        return pipeline;
    }

    @Test
    void shouldCopyEachRowOnceWhenTheDatabaseIsStartedAnewAmidIt() {
        Seeds.check(5, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            JdbcDataSource database = new JdbcDataSource();
            database.setURL("jdbc:h2:file:" + directory.resolve("db" + seed));
            database.setUser("sa");
            Databases.execute(
                    database,
                    "CREATE TABLE source (id BIGINT PRIMARY KEY, name VARCHAR(20))",
                    "INSERT INTO source SELECT x, 'n' || x FROM SYSTEM_RANGE(1, 100)",
                    "CREATE TABLE once (id BIGINT, name VARCHAR(20))",
                    "CREATE TABLE by_key (id BIGINT PRIMARY KEY, name VARCHAR(20))");
            Simulation run = Simulation.of(copying(database))
                    .seed(seed)
                    .snapshots(INTERVAL)
                    .batchSize(1 + random.nextInt(6));
            for (int restart = 1 + random.nextInt(4); restart > 0; restart--) {
                run.steps(random.nextInt(60));
                Databases.execute(database, "SHUTDOWN");
                if (random.nextInt(3) == 0) {
                    run.crashAndRestore();
                }
            }
            run.run();
            for (String table : new String[] {"once", "by_key"}) {
                assertThat(Databases.rows(database, "SELECT * FROM " + table + " ORDER BY id"))
                        .as(table)
                        .isEqualTo(Databases.rows(database, "SELECT * FROM source ORDER BY id"));
            }
            Databases.execute(database, "SHUTDOWN");
        });
    }
}
