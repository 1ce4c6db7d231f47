package io.millrace.flink;

import io.millrace.flink.Programs.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A job goes on from a savepoint, as another submission and at another parallelism. */
class RescaleTest {

    private static final int EVENTS = 3_000;

    @TempDir
    private Path directory;

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("windows", (Program) Programs::windows, 2, 3),
                Arguments.of("processed", (Program) Programs::processed, 3, 1),
                Arguments.of("meeting", (Program) Programs::meeting, 1, 2));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void shouldGoOnAtAnotherParallelism(String name, Program program, int first, int second) throws Exception {
        List<Event> events = Event.some(9, EVENTS, 13);
        Map<String, List<String>> here =
                Comparison.embedded(program, events, directory.resolve("here"), PacedSource::flowing);
        Path there = Files.createDirectory(directory.resolve("there"));
        String test = "rescaled " + name;
        PacedSource.hold(test);
        JobClient job = LocalFlink.runner(configuration(first))
                .executeAsync(program.pipeline(events, there, some -> new PacedSource(test, some, 0)));
        PacedSource.awaitHeld(test);
        String savepoint = job.stopWithSavepoint(
                        false, directory.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        PacedSource.release(test);
        LocalFlink.runner(LocalFlink.from(savepoint, configuration(second)))
                .execute(program.pipeline(events, there, some -> new PacedSource(test, some, 0)));
        Comparison.assertSame(Comparison.written(there), here);
    }

    private Configuration configuration(int parallelism) {
        return LocalFlink.surviving(parallelism, directory.resolve("checkpoints"));
    }
}
