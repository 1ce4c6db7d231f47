package io.millrace.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final long MOST = 6_400;
    private static final double LIMIT_SECONDS = 60;

    private final List<Long> runs = new ArrayList<>();

    @Test
    void shouldReadAllEventsWhenTheSystemIsFast() throws Exception {
        assertThat(eventsAt(1e6)).isEqualTo(MOST);
        assertThat(runs).containsExactly(100L, 400L, 1_600L, 6_400L, 6_400L, 6_400L);
    }

    @Test
    void shouldReadThePartThatThereIsTimeForWhenTheSystemIsSlow() throws Exception {
        assertThat(eventsAt(40)).isEqualTo(800);
        assertThat(runs).containsExactly(100L, 400L, 800L, 800L, 800L);
    }

    @Test
    void shouldReadLessThanAtFirstWhenEvenThatIsTooMuch() throws Exception {
        assertThat(eventsAt(2)).isEqualTo(25);
        assertThat(runs).containsExactly(100L, 25L, 25L);
    }

    @Test
    void shouldReadOneEventWhenThereIsTimeForNone() throws Exception {
        assertThat(eventsAt(1e-3)).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhileTheSystemGetsFaster() throws Exception {
        WarmUp warmUp = new WarmUp(100, LIMIT_SECONDS, events -> {
            runs.add(events);
            return Math.max(1, 6 - runs.size() / 2.0);
        });

        assertThat(warmUp.run()).isEqualTo(100);
        assertThat(runs).hasSize(11).endsWith(100L, 100L, 100L, 100L, 100L, 100L, 100L);
    }

    private long eventsAt(double perSecond) throws Exception {
        WarmUp warmUp = new WarmUp(MOST, LIMIT_SECONDS, events -> {
            runs.add(events);
            return events / perSecond;
        });
        return warmUp.run();
    }
}
