package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of traps in the documentation is complete, and the tests that it names exist. */
class ReliabilityTableTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> SOURCES = List.of(
            "engine-state/src/architecture/java",
            "engine-state/src/test/java",
            "engine-core/src/test/java",
            "engine-windows/src/test/java",
            "engine-tables/src/test/java",
            "engine-examples/src/test/java");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

    @Test
    void shouldHaveARowForEachTrap() throws IOException {
        assertThat(ROW.matcher(table()).results().map(row -> row.group(1)))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 95).mapToObj(String::valueOf).toList());
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        List<Path> sources = sources();
        assertThat(TEST.matcher(table()).results())
                .isNotEmpty()
                .allSatisfy(test -> assertThat(sources).as(test.group()).anySatisfy(source -> {
                    assertThat(source).hasFileName(test.group(1) + ".java");
                    assertThat(source).content().contains("void " + test.group(2) + "(");
                }));
    }

    private static String table() throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve("reliability.md"));
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String folder : SOURCES) {
            Path directory = ROOT.resolve(folder);
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(file -> file.toString().endsWith("Test.java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
