package io.millrace.sink;

import static io.millrace.sink.TestSinkContext.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operator.OperatorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintSinkTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Sink<Object> sink = Sinks.print(new PrintStream(printed, false, StandardCharsets.UTF_8));

    @Test
    void shouldPrintALinePerEventAndFlush() throws Exception {
        sink.open(new TestSinkContext()).write(batch("ä", 1));

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(String.format("ä%n1%n"));
        assertThat(sink.blocking()).isTrue();
    }

    @Test
    void shouldPrintWhatCameBeforeWhenATextFails() throws Exception {
        Object bad = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };
        SinkWriter<Object> writer = sink.open(new TestSinkContext());

        assertThatThrownBy(() -> writer.write(batch("a", bad, "b")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("no text");
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(String.format("a%n"));
    }

    @Test
    void shouldFailWhenNobodyReads() throws Exception {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        SinkWriter<Object> writer = Sinks.print(new PrintStream(broken, false, StandardCharsets.UTF_8))
                .open(new TestSinkContext());

        assertThatThrownBy(() -> writer.write(batch("a")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody reads it");
    }
}
