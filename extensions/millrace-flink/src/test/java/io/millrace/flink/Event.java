package io.millrace.flink;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What happens in the tests. */
record Event(String key, long seq, Instant time, long value) implements Serializable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Some in disorder, a few of them late; the same for a seed. */
    static List<Event> some(long seed, int count, int keys) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Event> events = new ArrayList<>();
        long now = 0;
        for (int seq = 0; seq < count; seq++) {
            now += random.nextInt(200);
            long behind = random.nextInt(100) == 0 ? 20_000 : random.nextInt(1_500);
            events.add(
                    new Event("k" + random.nextInt(keys), seq, START.plusMillis(now - behind), random.nextInt(1_000)));
        }
        return events;
    }

    Event raised() {
        return new Event(key, seq + 1_000_000, time, value + 7);
    }

    /** One event of two, of which one may be null. */
    static Event with(Event left, Event right) {
        if (left == null || right == null) {
            return (left == null ? right : left).raised();
        }
        return new Event(left.key, left.seq * 31 + right.seq, left.time, left.value + right.value);
    }
}
