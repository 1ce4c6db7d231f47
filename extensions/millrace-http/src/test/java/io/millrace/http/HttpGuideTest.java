package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpGuideTest {

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerAsTheGuideShows() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HttpGuide.run(directory, new PrintStream(out, true, StandardCharsets.UTF_8));
        String guide = Files.readString(Path.of("../../docs/guides/http.md"));
        assertThat(guide).contains(out.toString(StandardCharsets.UTF_8).strip());
    }
}
