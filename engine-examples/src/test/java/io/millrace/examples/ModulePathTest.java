package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that is a module, on the module path, with no flag, on the JDKs that there are. */
class ModulePathTest {

    private static final Path SOURCES = Path.of("src", "test", "resources", "modular");
    private static final List<String> TEST_LIBRARIES =
            List.of("junit", "assertj", "opentest4j", "apiguardian", "byte-buddy", "test-classes", "surefire");

    /** What a machine may have the engine say that has other things to do. */
    private static final Pattern SLOW_MACHINE = Pattern.compile("(?m)^WARNING: a step of task .*$");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("javaHomes")
    void shouldRunWithoutFlagsAndWarnings(Path javaHome) throws Exception {
        String output = run(javaHome, compiled(Files.readString(SOURCES.resolve("module-info.java"))));

        assertThat(output.lines().toList())
                .startsWith("begins with ann 0 0", "goes on")
                .hasSize(4);
        assertThat(output).contains("hidden: ", "\"opens shop to io.millrace.state;\"", "module shop");
    }

    @Test
    void shouldReadRecordsOfPackageThatIsOpened() throws Exception {
        String descriptor = Files.readString(SOURCES.resolve("module-info.java"))
                .replace("exports shop.model;", "exports shop.model; opens shop to io.millrace.state;");

        assertThat(run(Path.of(System.getProperty("java.home")), compiled(descriptor)))
                .endsWith("hidden: FINISHED" + System.lineSeparator());
    }

    private Path compiled(String descriptor) throws IOException {
        Path classes = directory.resolve("classes");
        Path moduleInfo = Files.writeString(directory.resolve("module-info.java"), descriptor);
        List<String> arguments = new ArrayList<>(List.of(
                "--release", "17", "-Xlint:all", "-Werror", "-proc:none", "-d", classes.toString(), "-p", modules()));
        arguments.add(moduleInfo.toString());
        try (Stream<Path> sources = Files.walk(SOURCES.resolve("shop"))) {
            sources.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return classes;
    }

    private String run(Path javaHome, Path classes) throws Exception {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(
                        javaHome.resolve("bin").resolve("java").toString(),
                        "-p",
                        modules() + File.pathSeparator + classes,
                        "-m",
                        "shop/shop.Shop",
                        directory.resolve("snapshots").toString())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        assertThat(SLOW_MACHINE.matcher(Files.readString(errors)).replaceAll(""))
                .as("what the JVM and the engine log")
                .doesNotContainIgnoringCase("warning");
        return Files.readString(output);
    }

    /** The engine and what it stands on: jars, or folders of classes where nothing was packaged. */
    private static String modules() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> TEST_LIBRARIES.stream().noneMatch(entry::contains))
                .filter(entry -> !entry.contains("engine-examples"))
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    static Stream<Path> javaHomes() throws IOException {
        Path installed = Path.of("/usr/lib/jvm");
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        Optional.ofNullable(System.getenv("JAVA_HOME_25_X64")).map(Path::of).ifPresent(homes::add);
        if (Files.isDirectory(installed)) {
            try (Stream<Path> jdks = Files.list(installed)) {
                jdks.filter(jdk -> jdk.getFileName().toString().contains("25")).forEach(homes::add);
            }
        }
        return homes.stream()
                .filter(home -> Files.isExecutable(home.resolve("bin").resolve("java")));
    }
}
