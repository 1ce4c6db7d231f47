package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation shows is what is compiled: its blocks of Java and Kotlin are the tagged parts of the examples. */
class DocumentationTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:java|kotlin)\\n(.*?)^```$");
    private static final Pattern MARKER = Pattern.compile("\\s*// (?:tag|end)::\\S+");

    @Test
    void shouldShowOnlyCodeThatIsCompiled() {
        Map<String, String> tagged = taggedCode();
        for (Path page : pages()) {
            for (String block : blocks(page)) {
                assertThat(tagged.values())
                        .as(ROOT.relativize(page) + ": a block of code is no tagged part of an example")
                        .contains(block);
            }
        }
    }

    @Test
    void shouldShowAllCodeThatIsTagged() {
        List<String> shown =
                pages().stream().flatMap(page -> blocks(page).stream()).toList();
        assertThat(taggedCode())
                .allSatisfy((tag, code) ->
                        assertThat(shown).as(tag + " is tagged, but not shown").contains(code));
    }

    private static List<String> blocks(Path page) {
        return BLOCK.matcher(text(page))
                .results()
                .map(block -> block.group(1).stripIndent().strip())
                .toList();
    }

    private static Map<String, String> taggedCode() {
        Map<String, String> code = new LinkedHashMap<>();
        for (String folder : List.of("engine-examples", "extensions", "systems")) {
            files(ROOT.resolve(folder), ".java").forEach(source -> code.putAll(taggedCode(source)));
            files(ROOT.resolve(folder), ".kt").forEach(source -> code.putAll(taggedCode(source)));
        }
        return code;
    }

    /** Parts may be nested. The markers themselves are not shown. */
    private static Map<String, String> taggedCode(Path source) {
        Map<String, String> code = new LinkedHashMap<>();
        List<String> lines = text(source).lines().toList();
        for (int first = 0; first < lines.size(); first++) {
            String marker = lines.get(first).strip();
            if (marker.startsWith("// tag::")) {
                String tag = marker.substring("// tag::".length());
                int end = first
                        + lines.subList(first, lines.size()).stream()
                                .map(String::strip)
                                .toList()
                                .indexOf("// end::" + tag);
                assertThat(end).as("end of " + tag + " in " + source).isGreaterThan(first);
                code.put(source.getFileName() + " " + tag, withoutMarkers(lines.subList(first, end)));
            }
        }
        return code;
    }

    private static String withoutMarkers(List<String> lines) {
        List<String> code = new ArrayList<>(lines);
        code.removeIf(MARKER.asMatchPredicate());
        return String.join("\n", code).stripIndent().strip();
    }

    private static List<Path> pages() {
        return Stream.concat(Stream.of(ROOT.resolve("README.md")), files(ROOT.resolve("docs"), ".md").stream())
                .toList();
    }

    private static List<Path> files(Path directory, String suffix) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
