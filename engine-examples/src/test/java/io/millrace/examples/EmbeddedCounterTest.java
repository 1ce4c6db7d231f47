package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.docs.ShownOutput;
import org.junit.jupiter.api.Test;

class EmbeddedCounterTest {

    @Test
    void shouldCallBackWithTheClicksOfEachMinute() {
        assertThat(Console.linesOf(() -> EmbeddedCounter.main(new String[0])))
                .containsExactlyElementsOf(ShownOutput.of("docs/getting-started.md", "embedded"));
    }
}
