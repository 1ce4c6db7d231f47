package io.millrace.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsGuideTest {

    @Test
    void shouldServeWhatTheGuideShows() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MetricsGuide.run(new PrintStream(out, true, StandardCharsets.UTF_8));
        String guide = Files.readString(Path.of("../../docs/guides/micrometer.md"));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(guide).contains(line));
    }
}
