package io.millrace.examples.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is published is complete, and says the same everywhere. */
class PublishedModulesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Poms.Pom PARENT = read(ROOT);
    private static final Poms.Pom BOM = read(ROOT.resolve("millrace-bom"));

    private static Poms.Pom read(Path module) {
        try {
            return Poms.read(module.resolve("pom.xml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that others depend on. */
    private static List<Poms.Pom> libraries() throws IOException {
        try (Stream<Path> parts = Files.list(ROOT);
                Stream<Path> extensions = Files.list(ROOT.resolve("extensions"))) {
            return Stream.concat(parts, extensions)
                    .filter(module -> Files.exists(module.resolve("src/main/java")))
                    .map(PublishedModulesTest::read)
                    .filter(pom -> !pom.texts("maven.deploy.skip").toList().contains("true"))
                    .toList();
        }
    }

    @Test
    void shouldAllBeInTheBom() throws IOException {
        Set<String> artifacts = new TreeSet<>();
        for (Poms.Pom library : libraries()) {
            artifacts.add(library.value("artifactId").orElseThrow());
        }

        assertThat(artifacts).hasSizeGreaterThan(10);
        assertThat(BOM.versionsOf("dependency").keySet()).isEqualTo(artifacts);
        assertThat(BOM.versionsOf("dependency").values()).containsOnly("${project.version}");
        assertThat(BOM.version()).isEqualTo(PARENT.version());
    }

    @Test
    void shouldAllSayWhatTheyAre() throws IOException {
        assertThat(libraries()).allSatisfy(library -> {
            assertThat(library.value("name")).isPresent();
            assertThat(library.value("description")).isPresent();
        });
        for (Poms.Pom pom : List.of(PARENT, BOM)) {
            for (String needed : List.of("name", "description", "url", "licenses", "developers", "scm")) {
                assertThat(pom.has(needed)).as(needed).isTrue();
            }
        }
        for (String same : List.of("url", "licenses", "developers", "scm")) {
            assertThat(BOM.value(same).orElseThrow().replaceAll("\\s+", " "))
                    .isEqualTo(PARENT.value(same).orElseThrow().replaceAll("\\s+", " "));
        }
    }

    @Test
    void shouldLeaveOutTheSameInternalPackagesWhereverSomeAre() {
        Set<String> ofJavadoc = Set.of(PARENT.property("internal.packages").split(":"));
        Set<String> ofDoclint = Stream.of(PARENT.property("doclint.packages")
                        .replace("-Xdoclint/package:", "")
                        .split(","))
                .map(each -> each.substring(1))
                .collect(Collectors.toSet());
        Set<String> ofComparison = PARENT.texts("exclude")
                .filter(each -> each.startsWith("io.millrace."))
                .collect(Collectors.toSet());

        assertThat(ofJavadoc).isEqualTo(ofDoclint).isEqualTo(ofComparison).contains("io.millrace.runtime.*");
    }
}
