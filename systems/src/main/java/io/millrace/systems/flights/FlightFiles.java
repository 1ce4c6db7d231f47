package io.millrace.systems.flights;

import io.millrace.files.Csv;
import io.millrace.files.FileSource;
import io.millrace.files.Parquet;
import io.millrace.systems.common.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where flights are read from. */
final class FlightFiles {

    private static final List<String> BUNDLED = List.of("2001-01.csv.gz", "2001-02.csv.gz", "2001-03.csv.gz");

    private FlightFiles() {}

    /** Those of the program, copied into a directory. */
    static FileSource<Flight> bundled(Path directory) {
        for (String name : BUNDLED) {
            try (InputStream file = FlightFiles.class.getResourceAsStream(name)) {
                Files.copy(file, directory.resolve(name));
            } catch (IOException e) {
                throw Failures.of("write", directory.resolve(name), e);
            }
        }
        return FileSource.in(directory, Csv.of(Flight.class)).glob("*.csv.gz");
    }

    /** A Parquet file, or a directory of CSV files. */
    static FileSource<Flight> of(Path input) {
        return Files.isDirectory(input)
                ? FileSource.in(input, Csv.of(Flight.class)).glob("*.csv{,.gz}")
                : FileSource.of(input, Parquet.of(Flight.class));
    }
}
