package io.millrace.systems.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.files.FileSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real flights, by the pipeline and by the SQL of DuckDB over the same files. */
class FlightsTest {

    private static final String SQL = """
            SELECT origin, date::DATE AS day, count(*), count(*) FILTER (delay >= 15), sum(delay), max(delay)
            FROM read_csv('%s/*.csv.gz')
            GROUP BY ALL
            ORDER BY origin, day""";

    @TempDir
    private Path directory;

    private final Engine engine = Engine.withWorkers(2);
    private FileSource<Flight> files;
    private List<AirportDay> bySql;

    @BeforeEach
    void askDuckDb() throws SQLException {
        files = FlightFiles.bundled(directory);
        bySql = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL.formatted(directory))) {
            while (rows.next()) {
                bySql.add(new AirportDay(
                        rows.getString(1),
                        rows.getObject(2, LocalDate.class),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getLong(5),
                        rows.getLong(6)));
            }
        }
        assertThat(bySql.stream().mapToLong(AirportDay::flights).sum()).isEqualTo(20_000);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldMakeOfFilesWhatSqlMakesOfThem(int parallelism) {
        assertThat(new Runs(engine, parallelism).batch(files)).isEqualTo(bySql);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldMakeTheSameOfFlightsThatAreToldOutOfOrder(long seed) {
        Runs runs = new Runs(engine, 2);
        List<Flight> told = Runs.inTheOrderOfArrival(runs.read(files), seed);
        assertThat(Runs.outOfOrder(told)).isGreaterThan(1_000);
        assertThat(runs.live(told)).isEqualTo(bySql);
    }

    @Test
    void shouldNotBeEqualWhenAFlightIsMissing() {
        Runs runs = new Runs(engine, 2);
        List<Flight> told = runs.read(files);
        assertThat(runs.live(told.subList(1, told.size()))).isNotEqualTo(bySql);
    }
}
