package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of semantic cases tells of tests that have run in this build, and gone well. */
class SemanticsTableTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int CASES = 197;
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([A-Z]{2}-\\d+) \\| (as it is|adapted|left out) \\| (.*?) ?\\| (.*?) ?\\|$");
    private static final Pattern ANY_ROW = Pattern.compile("(?m)^\\| [A-Z]{2}-\\d+ .*$");
    private static final Pattern CODE = Pattern.compile("`(\\w+Test)`");

    @Test
    void shouldTellATestOrAReasonForEachCase() throws IOException {
        assertThat(rows()).hasSize(CASES).allSatisfy(row -> {
            boolean leftOut = row.group(2).equals("left out");
            assertThat(namesIn(row.group(3)).isEmpty()).as(row.group()).isEqualTo(leftOut);
            if (!row.group(2).equals("as it is")) {
                assertThat(row.group(4)).as("a reason for " + row.group(1)).isNotBlank();
            }
        });
        assertThat(rows().stream().map(row -> row.group(1))).doesNotHaveDuplicates();
        assertThat(table()).contains("A catalogue of " + CASES + " of their cases");
    }

    @Test
    void shouldHaveRunTheTestOfEachCase() throws IOException {
        assumeTrue(System.getProperty("test") == null, "only some tests run");
        assertThat(rows())
                .allSatisfy(row -> assertThat(namesIn(row.group(3)))
                        .allSatisfy(test -> assertThat(linesOf(test))
                                .as("%s has run, in this build of all modules, with the id in a name", test)
                                .anyMatch(Pattern.compile("^ok .*\\b" + row.group(1) + "\\b")
                                        .asPredicate())
                                .noneMatch(line -> line.startsWith("failed"))));
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

    /** What was noted of a class of tests, provided that it has run since it was compiled; nothing else. */
    private static List<String> linesOf(String test) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path ledger = module.resolve("target/tests").resolve(test);
                if (Files.exists(ledger) && !ledger.toFile().isDirectory() && isNewer(ledger, module, test)) {
                    return Files.readAllLines(ledger);
                }
            }
        }
        return List.of();
    }

    private static boolean isNewer(Path ledger, Path module, String test) throws IOException {
        try (Stream<Path> classes = Files.walk(module.resolve("target/test-classes"))) {
            List<Path> compiled = classes.filter(
                            file -> file.getFileName().toString().equals(test + ".class"))
                    .toList();
            return !compiled.isEmpty()
                    && Files.getLastModifiedTime(ledger).compareTo(Files.getLastModifiedTime(compiled.get(0))) >= 0;
        }
    }
}
