package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class OtherLocaleTest {

    @Test
    void shouldHaveAnyPartitionInALocaleOfAsciiAndSayWhichNamesItCannotHave(@TempDir Path directory) throws Exception {
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        OtherLocaleProgram.class.getName(),
                        directory.toString())
                .redirectErrorStream(true);
        program.environment().put("LC_ALL", "C");
        Process process = program.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines()).as(said).contains("true");
        assertThat(said)
                .contains("its name has characters that the encoding of this program's file names")
                .contains("LC_ALL=C.UTF-8");
    }

    /** A class loader of the console's own has the class path, if it is given one. */
    private static String classPath() {
        return OtherLocaleTest.class.getClassLoader() instanceof URLClassLoader loader
                ? Arrays.stream(loader.getURLs())
                        .map(url -> Path.of(URI.create(url.toString())).toString())
                        .collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }
}
