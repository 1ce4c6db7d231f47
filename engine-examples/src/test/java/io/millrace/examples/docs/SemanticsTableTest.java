package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of semantic cases tells of tests that there are. */
class SemanticsTableTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([A-Z]{2}-\\d+) \\| (as it is|adapted|left out) \\| (.*?) ?\\| (.*?) ?\\|$");
    private static final Pattern ANY_ROW = Pattern.compile("(?m)^\\| [A-Z]{2}-\\d+ .*$");
    private static final Pattern CODE = Pattern.compile("`(\\w+Test)`");

    @Test
    void shouldFindTheIdsOfCasesInTheTestsThatAreNamed() throws IOException {
        Map<String, String> tests = tests();
        assertThat(rows()).hasSize(174).allSatisfy(row -> {
            List<String> named = namesIn(row.group(3));
            if (row.group(2).equals("left out")) {
                assertThat(named).isEmpty();
                assertThat(row.group(4)).as("a reason").isNotBlank();
            } else {
                assertThat(named).as("a test of " + row.group(1)).isNotEmpty();
            }
            if (row.group(2).equals("as it is")) {
                assertThat(named)
                        .allSatisfy(test ->
                                assertThat(tests.get(test)).as(test).containsPattern("\\b" + row.group(1) + "\\b"));
            }
        });
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        assertThat(tests().keySet()).containsAll(namesIn(table()));
    }

    @Test
    void shouldHaveNoRowOfAnotherForm() throws IOException {
        assertThat(ANY_ROW.matcher(table()).results().map(MatchResult::group))
                .allMatch(row -> ROW.matcher(row).matches());
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(table()).results().toList();
    }

    private static List<String> namesIn(String text) {
        return CODE.matcher(text).results().map(name -> name.group(1)).toList();
    }

    private static String table() throws IOException {
        return Files.readString(ROOT.resolve("docs/semantics.md"));
    }

    /** The sources of all modules' tests, by the names of their classes. */
    private static Map<String, String> tests() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(SemanticsTableTest::testsIn)
                    .collect(Collectors.toMap(SemanticsTableTest::nameOf, SemanticsTableTest::text, String::concat));
        }
    }

    private static Stream<Path> testsIn(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith("Test.java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path test) {
        return test.getFileName().toString().replace(".java", "");
    }

    private static String text(Path test) {
        try {
            return Files.readString(test);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
