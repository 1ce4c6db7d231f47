package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.docs.ShownOutput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

class EmbeddedCounterTest {

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void shouldCallBackWithTheClicksOfEachMinute() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            EmbeddedCounter.main(new String[0]);
        } finally {
            System.setOut(console);
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyElementsOf(ShownOutput.of("docs/getting-started.md", "embedded"));
    }
}
