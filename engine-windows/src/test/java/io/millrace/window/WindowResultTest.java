package io.millrace.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.window.spi.PaneInfo;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WindowResultTest {

    @Test
    void shouldHaveAnIdOfItsKeyItsBoundsAndItsPane() {
        assertThat(result("a/b", 0, 60, 2).id()).isEqualTo("1970-01-01T00:00:00Z/1970-01-01T00:01:00Z/2/a/b");
    }

    @Test
    void shouldHaveAnIdThatNoOtherResultHas() {
        List<String> ids = Stream.of(
                        result("a", 0, 60, 0),
                        result("b", 0, 60, 0),
                        result("a", 0, 60, 1),
                        result("a", 0, 120, 0),
                        result("a", 60, 120, 0),
                        result("1/a", 0, 60, 0))
                .map(WindowResult::id)
                .toList();

        assertThat(ids).doesNotHaveDuplicates();
    }

    private static WindowResult<String, Long> result(String key, long start, long end, int index) {
        return new WindowResult<>(
                key,
                Instant.ofEpochSecond(start),
                Instant.ofEpochSecond(end),
                1L,
                PaneInfo.of(PaneInfo.Timing.EARLY, index, false));
    }
}
