package io.millrace.systems.analytics;

import io.millrace.systems.common.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is in an archive, asked as whoever analyses it would.
 *
 * @param rows how many
 * @param files in how many files
 * @param bytes how large they are
 */
record Archived(long rows, long files, long bytes) {

    private static final String SQL = "SELECT count(*) FROM read_parquet(?)";

    static Archived in(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> files =
                    all.filter(file -> file.toString().endsWith(".parquet")).toList();
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return new Archived(files.isEmpty() ? 0 : rows(directory), files.size(), bytes);
        } catch (IOException e) {
            throw Failures.of("read", directory, e);
        }
    }

    private static long rows(Path directory) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, directory.resolve("*/*.parquet").toString());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
