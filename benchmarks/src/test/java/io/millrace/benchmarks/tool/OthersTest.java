package io.millrace.benchmarks.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OthersTest {

    private final ManualClock clock = ManualClock.startingAt(Instant.EPOCH);
    private final AtomicLong all = new AtomicLong(1_000_000_000);
    private final AtomicLong own = new AtomicLong(500_000_000);
    private final Others others = new Others(all::get, own::get, clock, 2);

    @Test
    void shouldBeWhatProcessorsWorkedForNoneOfOurs() {
        others.begin();
        clock.advance(Duration.ofSeconds(10));
        all.addAndGet(Duration.ofSeconds(15).toNanos());
        own.addAndGet(Duration.ofSeconds(11).toNanos());

        assertThat(others.share()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void shouldBeNothingWhereTheMachineCountsCoarsely() {
        others.begin();
        clock.advance(Duration.ofSeconds(1));
        own.addAndGet(1_000);

        assertThat(others.share()).isZero();
    }

    @Test
    void shouldCountFromTheLastBegin() {
        others.begin();
        all.addAndGet(Duration.ofSeconds(5).toNanos());
        clock.advance(Duration.ofSeconds(5));
        others.begin();
        clock.advance(Duration.ofSeconds(5));

        assertThat(others.share()).isZero();
    }

    @Test
    void shouldCountWhatTheHypervisorTakesAndNotWhatIsIdleOrWaitsForADisk() {
        assertThat(Others.workedNanos("cpu  1 2 4 1000 2000 8 16 32 64 128"))
                .isEqualTo(Duration.ofMillis(10 * (1 + 2 + 4 + 8 + 16 + 32)).toNanos());
    }

    @Test
    void shouldTellOfThisMachineWhatIsPossible() {
        Others here = Others.onThisMachine();
        here.begin();

        assertThat(here.share()).isBetween(0.0, 1.0);
    }
}
