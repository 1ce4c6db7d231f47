package io.millrace.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process is killed, and the one that goes on has another locale, charset, time zone and line separator. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OtherMachineTest {

    private static final List<String> MACHINES = List.of(
            "en-US UTF-8 UTC",
            "ar-EG UTF-8 Africa/Cairo",
            "fa-IR windows-1256 Asia/Tehran",
            "ne-NP ISO-8859-1 Asia/Kathmandu",
            "bn-BD UTF-8 Asia/Dhaka",
            "my-MM US-ASCII Asia/Yangon",
            "tr-TR ISO-8859-9 Europe/Istanbul",
            "mr-IN UTF-16 Asia/Kolkata");

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnWhenEachLifeHasOtherSettings() throws Exception {
        for (int life = 0; life < MACHINES.size() - 1; life++) {
            checkLife(MACHINES.get(life), life, true);
        }
        checkLife(MACHINES.get(MACHINES.size() - 1), MACHINES.size() - 1, false);
        assertThat(Files.readAllLines(directory.resolve("lines.txt")))
                .containsExactlyElementsOf(IntStream.range(0, CountedLines.EVENTS)
                        .mapToObj(CountedLines::line)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void shouldGoOnWhenAllLivesHaveTheSame(int machine) throws Exception {
        checkLife(MACHINES.get(machine), 0, true);
        checkLife(MACHINES.get(machine), 1, true);
    }

    private void checkLife(String machine, int life, boolean isKilled) throws Exception {
        Path output = directory.resolve("output-" + life + ".txt");
        Path lines = directory.resolve("lines.txt");
        long before = Files.exists(lines) ? Files.size(lines) : 0;
        Process process = start(machine, isKilled, output);
        try {
            while (isKilled && !(hasGrown(lines, before) && hasGrown(output, 0))) {
                assertThat(process.waitFor(5, TimeUnit.MILLISECONDS))
                        .as(machine + ": " + text(output))
                        .isFalse();
            }
            if (!isKilled) {
                assertThat(process.waitFor()).as(text(output)).isZero();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(text(output)).as(machine).startsWith(life == 0 ? "begins" : "goes on");
    }

    private static boolean hasGrown(Path lines, long before) throws IOException {
        return Files.exists(lines) && Files.size(lines) > before;
    }

    private static String text(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.US_ASCII);
    }

    private Process start(String machine, boolean slowly, Path output) throws IOException {
        String[] settings = machine.split(" ", -1);
        String[] locale = settings[0].split("-", -1);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.language=" + locale[0],
                "-Duser.country=" + locale[1],
                "-Dfile.encoding=" + settings[1],
                "-Duser.timezone=" + settings[2],
                "-Dline.separator=\r\n",
                "-cp",
                System.getProperty("java.class.path"),
                CountedLines.class.getName(),
                directory.toString(),
                slowly ? "slowly" : "fast"));
        return new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(Path.of(output + ".err").toFile())
                .start();
    }
}
