package io.millrace.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A deadline that is now is asked for where the owner would park, and keeps it from it. */
class ParkingIdleTest {

    private static final int SPINS = 3;

    private int parks;

    @Test
    void shouldLookOnceMoreBetweenSpinningAndParking() {
        ParkingIdle idle = new ParkingIdle(SPINS, this::now);
        rounds(idle, SPINS + 1);
        assertThat(parks).isZero();
        rounds(idle, 1);
        assertThat(parks).isEqualTo(1);
    }

    @Test
    void shouldSpinAnewWhenThereHasBeenWork() {
        ParkingIdle idle = new ParkingIdle(SPINS, this::now);
        rounds(idle, SPINS + 1);
        idle.idle(1);
        rounds(idle, SPINS + 1);
        assertThat(parks).isZero();
        rounds(idle, 1);
        assertThat(parks).isEqualTo(1);
    }

    @Test
    void shouldNotParkWhenItIsToSpinForEver() {
        ParkingIdle idle = new ParkingIdle(ParkingIdle.FOR_EVER, this::now);
        rounds(idle, 100 * (int) ParkingIdle.A_LITTLE);
        idle.wake();
        rounds(idle, 100 * (int) ParkingIdle.A_LITTLE);
        assertThat(parks).isZero();
    }

    private long now() {
        parks++;
        return 0;
    }

    private static void rounds(ParkingIdle idle, int rounds) {
        for (int i = 0; i < rounds; i++) {
            idle.idle(0);
        }
    }
}
