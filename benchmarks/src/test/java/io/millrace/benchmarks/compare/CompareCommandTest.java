package io.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--systems nobody           | there is no system nobody; there are hand",
                "--workloads tumblin        | there is no workload tumblin; there are [stateless",
                "--runs 0                   | --runs must be at least 1, but is 0",
                "--runs many                | Invalid value for option '--runs'",
                "--events -5                | --events must be at least 1, but is -5",
                "--seconds 0                | --seconds must be at least 1, but is 0",
                "--parallelism 1,0          | --parallelism must be at least 1, but is [1, 0]",
                "--systems wrong --parallelism 7 | none of the systems does any of this work",
                "--csv no/such/dir/a.csv    | --csv must be in a directory that is there, but is no/such/dir/a.csv",
                "--speed 1                  | Unknown option",
            })
    void shouldRefuseCommandLinesWithOneLine(String arguments, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .satisfies(line -> assertThat(line).contains(message));
    }

    @Test
    void shouldMeasureInForksAndFailWhenResultsAreWrong(@TempDir Path directory) throws Exception {
        Path csv = directory.resolve("results.csv");
        Path charts = directory.resolve("charts");
        String options = "--systems millrace,wrong --workloads stateless --parallelism 1 --runs 1 --events 2000"
                + " --keep-going --csv " + csv + " --svg " + charts;

        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("--jvm-args", "-XX:+UseSerialGC -Xmx512m"));
        int status = execute(arguments.toArray(String[]::new));

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("wrong results of stateless by wrong, parallelism 1, 2000 events: expected are "));
        assertThat(status).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("1/2 stateless by millrace", "2/2 stateless by wrong")
                .contains("Scaling of the machine", "JVM arguments: -XX:+UseSerialGC -Xmx512m");
        assertThat(Files.readAllLines(csv)).hasSize(2).element(1).asString().startsWith("stateless,millrace,1,2000,");
        assertThat(charts.resolve("stateless.svg")).content().contains("<svg");
    }

    private int execute(String... arguments) {
        return CompareCommand.execute(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
