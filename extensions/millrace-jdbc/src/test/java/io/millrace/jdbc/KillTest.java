package io.millrace.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that copies tables of a real server, killed at random moments, at random parallelism, while rows change and now and then the server is started
 * anew. {@code -Dmillrace.kills=50} sets how often it is killed.
 */
class KillTest {

    private static final int KILLS = Integer.getInteger("millrace.kills", 5);
    private static final long SEED = Long.getLong("millrace.seed", 0);
    private static final int KILLS_PER_RESTART = 4;
    private static final int ACCOUNTS = 30;

    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Long, List<Long>> histories = new TreeMap<>();
    private long versions;
    private long orders;
    private EmbeddedPostgres server;
    private DataSource database;
    private Process program;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void shouldHaveEachChangeAndEachRowOnceWhateverIsKilled() throws Exception {
        server = start(0);
        database = server.getPostgresDatabase();
        try {
            createTables();
            for (int i = 0; i < 40; i++) {
                change();
            }
            for (int kill = 0; kill < KILLS; kill++) {
                live(kill);
            }
            run(1);
            touchAll();
            await("SELECT COUNT(*) FROM orders_copy", orders);
            awaitCopy();
            stop();
            check();
        } finally {
            if (program != null) {
                stop();
            }
            server.close();
        }
    }

    /** One life of the program: it gets on while rows change, and is killed. */
    private void live(int kill) throws Exception {
        run(1 + random.nextInt(3));
        if (kill % KILLS_PER_RESTART == 1) {
            await("SELECT COUNT(*) FROM orders_copy", random.nextLong(orders + 1));
            restart();
        }
        for (int round = random.nextInt(3); round > 0; round--) {
            for (int i = random.nextInt(30); i > 0; i--) {
                change();
            }
            if (random.nextBoolean()) {
                await("SELECT COUNT(*) FROM orders_copy", random.nextLong(orders + 1));
            }
        }
        stop();
    }

    private void createTables() {
        Databases.execute(
                database,
                "CREATE TABLE accounts (id BIGINT PRIMARY KEY, version BIGINT)",
                "ALTER TABLE accounts REPLICA IDENTITY FULL",
                "CREATE TABLE accounts_copy (id BIGINT PRIMARY KEY, version BIGINT)",
                "CREATE TABLE audit (id BIGINT, version BIGINT, deleted BOOLEAN)",
                "CREATE TABLE orders (id BIGINT PRIMARY KEY, name TEXT)",
                "CREATE TABLE orders_copy (id BIGINT, name TEXT)");
    }

    private void change() {
        List<String> sql = new ArrayList<>(List.of("BEGIN"));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            long id = random.nextInt(ACCOUNTS);
            List<Long> history = histories.computeIfAbsent(id, key -> new ArrayList<>());
            long last = history.isEmpty() ? -1 : history.get(history.size() - 1);
            if (last > 0 && random.nextInt(3) == 0) {
                history.add(-last);
                sql.add("DELETE FROM accounts WHERE id = " + id);
            } else {
                history.add(++versions);
                sql.add("INSERT INTO accounts VALUES (" + id + ", " + versions
                        + ") ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version");
            }
        }
        sql.add("INSERT INTO orders VALUES (" + ++orders + ", 'n" + orders + "')");
        sql.add("COMMIT");
        Databases.execute(database, sql.toArray(String[]::new));
    }

    /** Each account has a last change that comes for sure. */
    private void touchAll() {
        for (long id = 0; id < ACCOUNTS; id++) {
            histories.computeIfAbsent(id, key -> new ArrayList<>()).add(++versions);
            Databases.execute(
                    database,
                    "INSERT INTO accounts VALUES (" + id + ", " + versions
                            + ") ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version");
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = Databases.postgres()
                .setDataDirectory(directory.resolve("server"))
                .setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private void restart() throws IOException {
        int port = server.getPort();
        server.close();
        server = start(port);
    }

    private void run(int parallelism) throws IOException {
        program = TestJvm.command(
                        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                        CopyProgram.class.getName(),
                        server.getJdbcUrl("postgres", "postgres"),
                        directory.resolve("snapshots").toString(),
                        Integer.toString(parallelism))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
                .start();
    }

    private File log() {
        return directory.resolve("program.log").toFile();
    }

    private void stop() throws InterruptedException {
        program.destroyForcibly().waitFor();
    }

    private void await(String count, long least) throws IOException {
        while (Long.parseLong(Databases.rows(database, count).get(0)) < least) {
            checkLives();
        }
    }

    private void awaitCopy() throws IOException {
        while (!Databases.rows(database, "SELECT * FROM accounts ORDER BY id")
                        .equals(Databases.rows(database, "SELECT * FROM accounts_copy ORDER BY id"))
                || !audited().equals(lastOfEach())) {
            checkLives();
        }
    }

    private void checkLives() throws IOException {
        if (!program.isAlive()) {
            throw new AssertionError("the program has ended by itself:\n" + Files.readString(log().toPath()));
        }
    }

    /** The last change of each account, by what was written exactly once. */
    private List<String> audited() {
        return Databases.rows(
                database,
                "SELECT DISTINCT ON (id) id, CASE WHEN deleted THEN -version ELSE version END FROM audit ORDER BY id, audit.version DESC, deleted DESC");
    }

    private List<String> lastOfEach() {
        return histories.entrySet().stream()
                .map(entry -> entry.getKey() + ","
                        + entry.getValue().get(entry.getValue().size() - 1))
                .toList();
    }

    private void check() {
        assertThat(Databases.rows(database, "SELECT * FROM orders_copy ORDER BY id"))
                .as("orders, seed %d", SEED)
                .isEqualTo(Databases.rows(database, "SELECT id, name || '!' FROM orders ORDER BY id"));
        Map<Long, List<Long>> audit = new TreeMap<>();
        for (String row : Databases.rows(
                database,
                "SELECT id, CASE WHEN deleted THEN -version ELSE version END FROM audit ORDER BY audit.version, deleted")) {
            String[] cells = row.split(",", -1);
            audit.computeIfAbsent(Long.valueOf(cells[0]), key -> new ArrayList<>())
                    .add(Long.valueOf(cells[1]));
        }
        audit.forEach((id, changes) -> {
            List<Long> history = histories.get(id);
            // What had changed again before the table was loaded was never seen.
            assertThat(changes)
                    .as("account %d, seed %d", id, SEED)
                    .isEqualTo(history.subList(history.size() - changes.size(), history.size()));
        });
        assertThat(audit.values().stream().flatMap(List::stream)).as("changes").hasSizeGreaterThan(KILLS);
    }
}
