package io.millrace.window.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A step of a random run.
 *
 * @param event an event, or null
 * @param watermark a watermark, when there is no event
 */
record Step(Event event, long watermark) {

    /**
     * Events of a few keys, in disorder, and watermarks that let some of them be late. Each event has a value of its
     * own.
     */
    static List<Step> random(SplittableRandom random, int count) {
        return random(random, count, 4);
    }

    /** The same, of so many keys. */
    static List<Step> random(SplittableRandom random, int count, int keys) {
        int disorder = 1 + random.nextInt(60);
        int pace = 1 + random.nextInt(8);
        long now = random.nextInt(-500, 100);
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            if (random.nextInt(6) == 0) {
                steps.add(new Step(null, now - random.nextInt(disorder)));
            } else {
                String key = "k" + random.nextInt(keys);
                steps.add(new Step(new Event(key, i, now - random.nextInt(disorder)), 0));
            }
            now += random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(pace);
        }
        return ascending(steps);
    }

    /** Events and watermarks with silences between, so that late events fall where there was nothing. */
    static List<Step> withSilences(SplittableRandom random, int count, int length) {
        long now = 0;
        List<Step> steps = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            if (random.nextBoolean()) {
                now += 1 + random.nextInt(3 * length);
                steps.add(new Step(null, now));
            } else {
                steps.add(new Step(new Event("k" + random.nextInt(2), i, now - random.nextInt(2 * length)), 0));
            }
        }
        return ascending(steps);
    }

    private static List<Step> ascending(List<Step> steps) {
        long highest = Long.MIN_VALUE;
        List<Step> ascending = new ArrayList<>();
        for (Step step : steps) {
            if (step.event != null || step.watermark > highest) {
                ascending.add(step);
                highest = step.event == null ? step.watermark : highest;
            }
        }
        return ascending;
    }

    @Override
    public String toString() {
        return event == null ? "W" + watermark : event.toString();
    }
}
