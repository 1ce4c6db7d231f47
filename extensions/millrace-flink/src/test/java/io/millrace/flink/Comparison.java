package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.flink.Programs.Feed;
import io.millrace.flink.Programs.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a program writes, file by file. */
final class Comparison {

    private Comparison() {}

    /** What it writes in the engine: sorted lines. */
    static Map<String, List<String>> embedded(Program program, List<Event> events, Path directory, Feed feed)
            throws IOException {
        Files.createDirectories(directory);
        try (Engine engine = Engine.withWorkers(2)) {
            engine.start(program.pipeline(events, directory, feed), JobOptions.parallelism(2))
                    .join();
        }
        return written(directory);
    }

    static Map<String, List<String>> written(Path directory) throws IOException {
        Map<String, List<String>> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                if (!path.getFileName().toString().startsWith(".")) {
                    files.put(
                            path.getFileName().toString(),
                            Files.readAllLines(path).stream().sorted().toList());
                }
            }
        }
        return files;
    }

    private static List<String> without(List<String> lines, List<String> others) {
        Map<String, Integer> left = new HashMap<>();
        others.forEach(line -> left.merge(line, 1, Integer::sum));
        return lines.stream()
                .filter(line -> left.merge(line, -1, Integer::sum) < 0)
                .toList();
    }

    static void assertSame(Map<String, List<String>> there, Map<String, List<String>> here) {
        assertThat(there.keySet()).isEqualTo(here.keySet());
        here.forEach((file, lines) -> {
            assertThat(lines).as(file).isNotEmpty();
            assertThat(without(lines, there.get(file))).as("missing in " + file).isEmpty();
            assertThat(without(there.get(file), lines))
                    .as("too much in " + file)
                    .isEmpty();
        });
    }
}
