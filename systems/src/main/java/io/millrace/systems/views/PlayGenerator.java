package io.millrace.systems.views;

import io.millrace.function.LongFn;
import java.util.SplittableRandom;

/** Plays of many titles: few of them are watched by most, some come late, and now and then one rises. */
final class PlayGenerator implements LongFn<Play> {

    private static final long serialVersionUID = 1;
    private static final long MINUTE = ViewsPipeline.MINUTE.toMillis();
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double LATE = 0.02;
    private static final double LATEST_MINUTES = 3;
    private static final double RISING = 0.03;
    private static final int RISES_FOR_MINUTES = 3;

    private final long seed;
    private final int titles;
    private final long begin;
    private final double millisPerPlay;

    /**
     * One whose times begin at some time.
     *
     * @param titles how many there are
     * @param begin the time of the first play
     * @param playsPerSecond of event time
     */
    PlayGenerator(long seed, int titles, long begin, double playsPerSecond) {
        this.seed = seed;
        this.titles = titles;
        this.begin = begin;
        millisPerPlay = MILLIS_PER_SECOND / playsPerSecond;
    }

    @Override
    public Play apply(long index) {
        SplittableRandom random = new SplittableRandom(seed + index);
        long millis = begin + (long) (index * millisPerPlay);
        boolean isLate = random.nextDouble() < LATE;
        long time = isLate ? millis - (long) (random.nextDouble() * LATEST_MINUTES * MINUTE) : millis;
        return new Play(name(random, time / MINUTE), time);
    }

    private String name(SplittableRandom random, long minute) {
        if (random.nextDouble() < RISING * (minute % RISES_FOR_MINUTES)) {
            return "newcomer " + minute / RISES_FOR_MINUTES % titles;
        }
        return "title " + (long) Math.pow(titles, random.nextDouble());
    }
}
