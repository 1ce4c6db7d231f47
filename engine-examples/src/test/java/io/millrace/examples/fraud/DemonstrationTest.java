package io.millrace.examples.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Engine;
import io.millrace.examples.docs.ShownOutput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemonstrationTest {

    @Test
    void shouldShowTheFiveTransactionsAsTheReadmeDoes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        try (Engine engine = Engine.withWorkers(1)) {
            new Demonstration(FraudOptions.defaults(), printed, printed).showScenario(engine);
        }
        assertThat(ShownOutput.lines(out.toString(StandardCharsets.UTF_8)))
                .isEqualTo(ShownOutput.of("README.md", "fraud"));
    }
}
