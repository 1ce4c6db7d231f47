package io.millrace.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.TestJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("machine")
class OtherLocaleTest {

    @Test
    void shouldHaveAnyPartitionInALocaleOfAsciiAndSayWhichNamesItCannotHave(@TempDir Path directory) throws Exception {
        ProcessBuilder program =
                TestJvm.command(TestJvm.SMALL, OtherLocaleProgram.class.getName(), directory.toString());
        program.environment().put("LC_ALL", "C");
        Process process = program.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines()).as(said).contains("true");
        assertThat(said)
                .contains("its name has characters that the encoding of this program's file names")
                .contains("LC_ALL=C.UTF-8");
    }
}
