package io.millrace.benchmarks.peers.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page shows of other engines is what is compiled here. */
class ComingFromTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```text\\n(.*?)^```$");
    private static final Pattern TAGGED = Pattern.compile("(?ms)^ *// tag::\\w+\\n(.*?)^ *// end::\\w+$");

    @Test
    void shouldShowOnlyForeignCodeThatIsCompiledAndAllOfIt() throws IOException {
        String page = Files.readString(ROOT.resolve("docs").resolve("coming-from.md"));

        assertThat(found(BLOCK, page)).isNotEmpty().containsExactlyInAnyOrderElementsOf(compiled());
    }

    private static List<String> compiled() throws IOException {
        String folder = ComingFromTest.class.getPackageName().replace('.', '/');
        try (Stream<Path> files = Files.list(ROOT.resolve("benchmarks/src/peers-test/java/" + folder))) {
            return files.filter(file -> file.toString().endsWith("Jobs.java"))
                    .flatMap(file -> found(TAGGED, read(file)).stream())
                    .toList();
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1).stripTrailing().stripIndent().strip())
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
