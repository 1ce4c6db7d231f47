package io.millrace.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.flight.LateFlight;
import io.millrace.state.log.LimitedLog;
import io.millrace.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

/** A job that drops most of its events as late says so. */
class LateWatchTest {

    private final List<String> lines = new ArrayList<>();
    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private final LateWatch watch = new LateWatch(
            "counts",
            new LimitedLog(new Lines(), Duration.ofMinutes(1), clock::nanos),
            new LateFlight("job", "counts", clock));

    @Test
    void shouldSaySoWhenMostEventsAreLate() {
        watch.took(100);
        watch.dropped(49, 7);
        assertThat(lines).isEmpty();
        watch.took(2);
        watch.dropped(3, 7);
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).contains("'counts'", "52 of the last 102", "maxAhead");
    }

    @Test
    void shouldSaySoOnceAMinute() {
        for (int second = 0; second < 180; second++) {
            watch.took(100);
            watch.dropped(100, 7);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(lines).hasSize(3);
    }

    @Test
    void shouldNotSaySoOfAFewAndForgetWhatWasLongAgo() {
        watch.took(9);
        watch.dropped(9, 7);
        assertThat(lines).isEmpty();
        watch.took(1_000_000);
        for (int i = 0; i < 30; i++) {
            watch.took(1_000);
            watch.dropped(i < 15 ? 100 : 900, 7);
        }
        assertThat(lines).hasSize(1);
    }

    private final class Lines implements System.Logger {

        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            lines.add(text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            lines.add(format);
        }
    }
}
