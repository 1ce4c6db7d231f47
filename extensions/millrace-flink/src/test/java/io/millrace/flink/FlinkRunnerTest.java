package io.millrace.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.Programs.Program;
import io.millrace.source.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same programs in the engine and on a cluster. */
class FlinkRunnerTest {

    private static final int EVENTS = 3_000;

    @TempDir
    private Path directory;

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("stateless", (Program) Programs::stateless),
                Arguments.of("windows", (Program) Programs::windows),
                Arguments.of("processed", (Program) Programs::processed),
                Arguments.of("letters", (Program) Programs::letters),
                Arguments.of("meeting", (Program) Programs::meeting),
                Arguments.of("calling", (Program) Programs::calling));
    }

    static Stream<Arguments> some() {
        return programs().filter(program -> List.of("stateless", "windows").contains(program.get()[0]));
    }

    @ParameterizedTest
    @MethodSource("some")
    void shouldGiveWhatTheEngineGives(String name, Program program) throws Exception {
        List<Event> events = Event.some(7, EVENTS, 13);
        Map<String, List<String>> here =
                Comparison.embedded(program, events, directory.resolve("here"), Sources::collection);
        Path there = Files.createDirectory(directory.resolve("there"));
        LocalFlink.runner(LocalFlink.plain(2)).execute(program.pipeline(events, there, Sources::collection));
        Comparison.assertSame(Comparison.written(there), here);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void shouldGiveItExactlyOnceWhenCheckpointsAreTakenAndTasksFail(String name, Program program) throws Exception {
        List<Event> events = Event.some(8, EVENTS, 13);
        Map<String, List<String>> here =
                Comparison.embedded(program, events, directory.resolve("here"), PacedSource::flowing);
        Path there = Files.createDirectory(directory.resolve("there"));
        Configuration configuration = LocalFlink.surviving(3, directory.resolve("checkpoints"));
        LocalFlink.runner(configuration)
                .execute(program.pipeline(events, there, some -> new PacedSource(name, some, 2)));
        assertThat(PacedSource.failures(name)).isEqualTo(2);
        Comparison.assertSame(Comparison.written(there), here);
    }

    static Stream<Arguments> unaligned() {
        return programs().filter(program -> List.of("windows", "meeting").contains(program.get()[0]));
    }

    @ParameterizedTest
    @MethodSource("unaligned")
    void shouldGiveItExactlyOnceWhenBarriersOvertakeRows(String name, Program program) throws Exception {
        String test = "unaligned " + name;
        List<Event> events = Event.some(10, EVENTS, 13);
        Map<String, List<String>> here =
                Comparison.embedded(program, events, directory.resolve("here"), PacedSource::flowing);
        Path there = Files.createDirectory(directory.resolve("there"));
        Configuration configuration = LocalFlink.surviving(3, directory.resolve("checkpoints"))
                .set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        LocalFlink.runner(configuration)
                .execute(program.pipeline(events, there, some -> new PacedSource(test, some, 2)));
        assertThat(PacedSource.failures(test)).isEqualTo(2);
        Comparison.assertSame(Comparison.written(there), here);
    }
}
