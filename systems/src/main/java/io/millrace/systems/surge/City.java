package io.millrace.systems.surge;

import io.millrace.function.LongFn;
import java.util.SplittableRandom;

/** A city in which a crowd moves about, and drivers follow it slowly. */
final class City {

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double CROWD_TURNS_MILLIS = 12 * 60_000;
    private static final double DRIVERS_ARE_BEHIND_MILLIS = 2 * 60_000;
    private static final double CROWD_SHARE = 0.6;
    private static final double SPREAD = 0.9;

    private final long seed;
    private final long begin;
    private final int drivers;

    /** Times begin at some time. */
    City(long seed, long begin, int drivers) {
        this.seed = seed;
        this.begin = begin;
        this.drivers = drivers;
    }

    LongFn<RideRequest> requests(double perSecond) {
        return index -> request(perSecond, index);
    }

    LongFn<Position> positions(double perSecond) {
        return index -> position(perSecond, index);
    }

    RideRequest request(double perSecond, long index) {
        SplittableRandom random = new SplittableRandom(seed + index);
        long millis = begin + (long) (index * MILLIS_PER_SECOND / perSecond);
        return new RideRequest(where(random, millis), millis);
    }

    Position position(double perSecond, long index) {
        SplittableRandom random = new SplittableRandom(~seed + index);
        long millis = begin + (long) (index * MILLIS_PER_SECOND / perSecond);
        Area area = where(random, millis - (long) DRIVERS_ARE_BEHIND_MILLIS);
        return new Position(area, "driver " + index % drivers, millis);
    }

    private Area where(SplittableRandom random, long millis) {
        if (random.nextDouble() > CROWD_SHARE) {
            return new Area(random.nextInt(Area.COLUMNS), random.nextInt(Area.ROWS));
        }
        double turn = 2 * Math.PI * (millis - begin) / CROWD_TURNS_MILLIS;
        double column = Area.COLUMNS * (0.5 + 0.35 * Math.cos(turn)) + SPREAD * random.nextGaussian();
        double row = Area.ROWS * (0.5 + 0.35 * Math.sin(turn)) + SPREAD * random.nextGaussian();
        return new Area(within(column, Area.COLUMNS), within(row, Area.ROWS));
    }

    private static int within(double place, int size) {
        return Math.max(0, Math.min(size - 1, (int) place));
    }
}
