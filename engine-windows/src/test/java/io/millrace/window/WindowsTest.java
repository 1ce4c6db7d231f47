package io.millrace.window;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.graph.InvalidGraphException;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {

    private final Pipeline pipeline = Pipeline.create("test");
    private final EventStream<String> stream = pipeline.source("words", Sources.of("a", "b"));

    @ParameterizedTest(name = "TU-6: size {0}, offset {1}")
    @CsvSource({"-1000,0", "0,0", "10000,20000", "10000,-11000", "10000,10000", "10000,-10000"})
    void shouldRejectTumblingWindowsThatAreNone(long size, long offset) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stream.keyBy(word -> word)
                        .window(Windows.tumbling(ofMillis(size)))
                        .offset(ofMillis(offset)))
                .withMessageContaining("tumbling window")
                .withMessageContaining(String.valueOf(ofMillis(size <= 0 ? size : offset)));
    }

    @Test
    void shouldRejectGapsAndLatenessThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.session(Duration.ZERO))
                .withMessage("the gap of a session window must be at least a millisecond, but is PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.session(Duration.ofNanos(999_999)))
                .withMessageContaining("PT0.000999999S");
        assertThatNullPointerException()
                .isThrownBy(() -> Windows.tumbling(null))
                .withMessage("the size of a tumbling window must not be null");
        WindowedStream<String, String> windows = stream.keyBy(word -> word).window(Windows.session(ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> windows.allowedLateness(ofSeconds(-1)))
                .withMessage("the allowed lateness must not be negative, but is PT-1S");
        assertThatNullPointerException()
                .isThrownBy(() -> windows.aggregate("counts", null))
                .withMessage("the aggregate of window 'counts' must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> windows.aggregate("counts", Aggregates.count(), null))
                .withMessage("the emission of window 'counts' must not be null");
    }

    @Test
    void shouldRejectStreamsWithoutTimestamps() {
        stream.keyBy(word -> word)
                .window(Windows.tumbling(ofMinutes(1)))
                .aggregate("counts", Aggregates.count())
                .to("out", Sinks.discard());
        assertThatThrownBy(() -> pipeline.graph().validated())
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("counts")
                .hasMessageContaining("timestamps");
    }

    @Test
    void shouldDescribeItselfInTheGraph() {
        WindowedResults<String, String, Long> counts = stream.timestamps(
                        Timestamps.millis(word -> 0), Watermarks.ascending())
                .keyBy(word -> word)
                .window(Windows.tumbling(ofMinutes(5)))
                .offset(ofMinutes(-1))
                .allowedLateness(ofSeconds(10))
                .aggregate("counts", Aggregates.count(), Emit.onUpdate())
                .parallelism(3);
        counts.to("out", Sinks.discard());
        counts.late().to("late", Sinks.discard());
        assertThat(pipeline.graph().text())
                .contains("tumbling window")
                .contains("counts")
                .contains("size PT5M")
                .contains("offset PT-1M")
                .contains("allowed lateness PT10S")
                .contains("emit on every update");
    }
}
