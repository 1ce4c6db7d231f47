package io.millrace.flink;

import io.millrace.flink.Programs.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
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
        String savepoint = LocalFlink.stop(job, false, directory.resolve("savepoints"));
        PacedSource.release(test);
        LocalFlink.runner(LocalFlink.from(savepoint, configuration(second)))
                .execute(program.pipeline(events, there, some -> new PacedSource(test, some, 0)));
        Comparison.assertSame(Comparison.written(there), here);
    }

    /** Several sources would not stand still at the same time. */
    static Stream<Arguments> ofOneSource() {
        return programs().filter(program -> !program.get()[0].equals("meeting"));
    }

    /** What has been read is worked off to its end, as if there was no more. */
    @ParameterizedTest
    @MethodSource("ofOneSource")
    void shouldEndWithAllResultsOfWhatWasReadWhenItIsDrained(String name, Program program, int first, int second)
            throws Exception {
        List<Event> events = Event.some(13, EVENTS, 13);
        Path there = Files.createDirectory(directory.resolve("there"));
        String test = "drained " + name;
        PacedSource.hold(test);
        JobClient job = LocalFlink.runner(configuration(second))
                .executeAsync(program.pipeline(events, there, some -> new PacedSource(test, some, 0)));
        PacedSource.awaitHeld(test);
        LocalFlink.stop(job, true, directory.resolve("savepoints"));
        job.getJobExecutionResult().get();
        PacedSource.release(test);
        Map<String, List<String>> here = Comparison.embedded(
                program, events, directory.resolve("here"), some -> PacedSource.flowing(PacedSource.half(some)));
        Comparison.assertSame(Comparison.written(there), here);
    }

    private Configuration configuration(int parallelism) {
        return LocalFlink.surviving(parallelism, directory.resolve("checkpoints"));
    }
}
