package io.millrace.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmTest {

    /** Prints what would confuse a parent that reads output. */
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) {
            System.out.print("noise without end of line");
            System.err.println("the reason");
            ChildJvm.answer(arguments, () -> {
                if (arguments.length == 1) {
                    throw new IllegalStateException("has no argument");
                }
                return arguments[1];
            });
        }
    }

    @Test
    void shouldGiveBackTheAnswerAlone() throws Exception {
        assertThat(child(List.of("an answer")).run()).isEqualTo("an answer");
    }

    @Test
    void shouldShowWhatWasPrintedWhenTheChildFails() {
        assertThatThrownBy(() -> child(List.of()).run())
                .isInstanceOf(ToolException.class)
                .hasMessageStartingWith("ended with status 1, and printed:")
                .hasMessageContaining("the reason")
                .hasMessageContaining("has no argument");
    }

    private static ChildJvm child(List<String> arguments) {
        return new ChildJvm(
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"),
                Child.class,
                arguments,
                Duration.ofMinutes(2));
    }
}
