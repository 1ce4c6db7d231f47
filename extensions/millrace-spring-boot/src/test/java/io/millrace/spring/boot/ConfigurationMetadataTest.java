package io.millrace.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.configurationprocessor.ConfigurationMetadataAnnotationProcessor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors know of the properties, which the build has the same processor make. */
class ConfigurationMetadataTest {

    private static final Path SOURCES = Path.of("src/main/java/io/millrace/spring/boot");

    @TempDir
    private Path directory;

    @Test
    void shouldDescribeEveryProperty() throws IOException {
        Map<String, String> described = described();

        assertThat(described.keySet()).isEqualTo(new TreeSet<>(names("millrace", MillraceProperties.class)));
        assertThat(described)
                .allSatisfy((name, description) ->
                        assertThat(description).as(name).endsWith(".").hasSizeGreaterThan(10));
    }

    private static List<String> names(String prefix, Class<?> properties) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : properties.getRecordComponents()) {
            String name = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                names.addAll(names(name, component.getType()));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private Map<String, String> described() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(SOURCES)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(directory));
            Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(
                    sources.filter(each -> each.toString().endsWith("Properties.java") || each.endsWith("Said.java"))
                            .toList());
            JavaCompiler.CompilationTask task =
                    compiler.getTask(null, files, null, List.of("-proc:only", "-Xlint:none"), null, units);
            task.setProcessors(List.of(new ConfigurationMetadataAnnotationProcessor()));
            assertThat(task.call()).isTrue();
        }
        JsonNode metadata = JsonMapper.builder()
                .build()
                .readTree(Files.readString(directory.resolve("META-INF/spring-configuration-metadata.json")));
        return metadata.get("properties")
                .valueStream()
                .collect(Collectors.toMap(
                        each -> each.get("name").asString(),
                        each -> each.path("description").asString(),
                        (one, another) -> one,
                        TreeMap::new));
    }
}
