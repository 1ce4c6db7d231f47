package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page on troubleshooting quotes is what the sources say: each part of a message that is no name or number stands there. */
class TroubleshootingTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern BOX = Pattern.compile("(?ms)^```log\\n(.*?)^```$");
    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final String VARIABLE = "…";

    /** Shorter parts, such as ": ", stand anywhere. */
    private static final int TELLING = 10;

    @Test
    void shouldQuoteOnlyWhatTheSourcesSay() throws IOException {
        List<String> quotes = quotes();
        String texts = texts();

        assertThat(quotes)
                .hasSizeGreaterThan(60)
                .allMatch(quote -> !tellingParts(quote).isEmpty());
        assertThat(quotes.stream()
                        .flatMap(quote -> tellingParts(quote).stream())
                        .filter(part -> !texts.contains(part)))
                .as("quoted in docs/troubleshooting.md, and in no source")
                .isEmpty();
    }

    /** The lines of the boxes, and messages in the first column of a table. */
    private static List<String> quotes() throws IOException {
        String page = Files.readString(ROOT.resolve("docs").resolve("troubleshooting.md"));
        Stream<String> boxes =
                BOX.matcher(page).results().flatMap(box -> box.group(1).lines());
        Stream<String> cells = page.lines()
                .filter(line -> line.startsWith("| `") && line.contains(VARIABLE))
                .map(line -> line.substring(line.indexOf('`') + 1, line.indexOf('`', line.indexOf('`') + 1)));
        return Stream.concat(boxes, cells).toList();
    }

    private static List<String> tellingParts(String quote) {
        return Arrays.stream(quote.split(VARIABLE))
                .map(String::strip)
                .filter(part -> part.length() >= TELLING)
                .toList();
    }

    /** All sources, with the pieces of texts joined and as they are when they are shown. */
    private static String texts() throws IOException {
        StringBuilder texts = new StringBuilder();
        for (String module : List.of("engine-state", "engine-core", "engine-windows", "engine-tables", "extensions")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                for (Path file : files.filter(TroubleshootingTest::isSource).toList()) {
                    texts.append(CONCATENATION.matcher(Files.readString(file)).replaceAll(""));
                }
            }
        }
        return texts.toString().replace("\\\"", "\"").replace("''", "'");
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java")
                && ROOT.relativize(file).toString().contains("main");
    }
}
