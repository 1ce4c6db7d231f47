package io.millrace.examples.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code mvn archetype:generate} makes is compiled, and its tests are run. */
class ArchetypeTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path TEMPLATES = ROOT.resolve("millrace-archetype/src/main/resources/archetype-resources");

    @TempDir
    private Path directory;

    @Test
    void shouldMakeAProgramWhoseTestsRun() throws Exception {
        Path classes = compiled(filled("src/main/java/Visits.java"), filled("src/test/java/VisitsTest.java"));

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ArchetypeTest.class.getClassLoader())) {
            Class<?> tests = loader.loadClass("com.example.shop.VisitsTest");
            List<Method> methods = Arrays.stream(tests.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .toList();
            assertThat(methods).hasSize(2);
            for (Method method : methods) {
                Constructor<?> constructor = tests.getDeclaredConstructor();
                constructor.setAccessible(true);
                method.setAccessible(true);
                method.invoke(constructor.newInstance());
            }
        }
    }

    @Test
    void shouldTakeTheVersionsOfThisBuild() throws IOException {
        String pom = filled("pom.xml");
        Poms.Pom root = Poms.read(ROOT.resolve("pom.xml"));

        assertThat(pom).doesNotContain("${");
        assertThat(Poms.parse(pom).versionsOf("dependency"))
                .containsEntry("millrace-bom", root.version())
                .containsEntry("junit-jupiter", root.property("junit.version"))
                .containsEntry("assertj-core", root.property("assertj.version"));
        assertThat(Poms.parse(pom).versionsOf("plugin"))
                .containsEntry(
                        "maven-compiler-plugin", root.versionsOf("plugin").get("maven-compiler-plugin"))
                .containsEntry(
                        "maven-surefire-plugin", root.versionsOf("plugin").get("maven-surefire-plugin"));
    }

    private static String filled(String template) throws IOException {
        return Files.readString(TEMPLATES.resolve(template))
                .replace("${package}", "com.example.shop")
                .replace("${groupId}", "com.example")
                .replace("${artifactId}", "shop")
                .replace("${version}", "1")
                .replace(
                        "${millraceVersion}", Poms.read(ROOT.resolve("pom.xml")).version());
    }

    private Path compiled(String program, String test) throws IOException {
        Path classes = directory.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of(
                "--release",
                "17",
                "-Xlint:all,-path",
                "-Werror",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                classPath()));
        arguments.add(
                Files.writeString(directory.resolve("Visits.java"), program).toString());
        arguments.add(
                Files.writeString(directory.resolve("VisitsTest.java"), test).toString());
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return classes;
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
