package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README and the pages of docs/ link to what is there. */
class LinksTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void shouldLeadToFilesAndHeadingsThatAreThere() throws IOException {
        List<Path> pages = pages();

        assertThat(pages).hasSizeGreaterThan(60);
        assertThat(LinksRule.broken(pages)).isEmpty();
    }

    @Test
    void shouldFindLinksThatLeadNowhere(@TempDir Path directory) throws IOException {
        Path other = Files.writeString(directory.resolve("other.md"), """
                # What is *it*, and `why()`?
                ## Twice
                ## Twice
                ```
                # no heading
                ```
                """);
        Path page = Files.writeString(directory.resolve("page.md"), """
                # Here
                [good](#here), [good](other.md), [good](other.md#what-is-it-and-why), [good](other.md#twice-1),
                [elsewhere](https://example.org/none#such), `[code](none.md)`
                [no file](none.md), [no heading](#there), [code](other.md#no-heading), [thrice](other.md#twice-2)
                """);

        assertThat(LinksRule.broken(List.of(page, other)))
                .containsExactly(
                        page + ": none.md",
                        page + ": #there",
                        page + ": other.md#no-heading",
                        page + ": other.md#twice-2");
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }
}
