package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimerLadderTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 100);

    private static final class Alarm extends Scheduled {
        final int id;

        /** When it is really due. */
        long end;

        Alarm(int id, long end) {
            this.id = id;
            this.end = end;
        }

        @Override
        protected boolean precedes(Scheduled other) {
            return id < ((Alarm) other).id;
        }

        @Override
        public String toString() {
            return id + "@" + due;
        }
    }

    private final TimerLadder<Alarm> ladder = TimerLadder.exact();

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    private static Alarm add(TimerLadder<Alarm> ladder, int id, long due) {
        Alarm alarm = new Alarm(id, due);
        ladder.schedule(alarm, due);
        return alarm;
    }

    private static Alarm poll(TimerLadder<Alarm> ladder) {
        Alarm first = ladder.firstDue(Long.MAX_VALUE);
        if (first != null) {
            ladder.cancel(first);
        }
        return first;
    }

    /** Near and far ones, of every magnitude, and those at the ends of time. */
    private static long randomDue(Random random, long time) {
        return switch (random.nextInt(10)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> random.nextLong();
            case 3, 4 -> time + (random.nextLong() >>> random.nextInt(Long.SIZE));
            default -> time + random.nextInt(5_000);
        };
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithTreeSetWhenOperationsAreRandom(int seed) {
        Random random = new Random(seed);
        TreeSet<Alarm> model =
                new TreeSet<>(Comparator.<Alarm>comparingLong(a -> a.due).thenComparingInt(a -> a.id));
        List<Alarm> added = new ArrayList<>();
        long time = random.nextInt();
        for (int step = 0; step < 5_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5 || model.isEmpty()) {
                Alarm alarm = add(ladder, step, randomDue(random, time));
                model.add(alarm);
                added.add(alarm);
            } else if (choice < 6) {
                Alarm alarm = added.get(random.nextInt(added.size()));
                assertEquals(model.remove(alarm), alarm.isScheduled());
                ladder.cancel(alarm);
            } else if (choice < 7) {
                Alarm alarm = added.get(random.nextInt(added.size()));
                model.remove(alarm);
                ladder.schedule(alarm, randomDue(random, time));
                model.add(alarm);
            } else {
                assertTrue(ladder.nextDue() <= model.first().due);
                long due = model.first().due;
                assertSame(due == Long.MIN_VALUE ? model.first() : null, ladder.firstDue(Math.min(due, due - 1)));
                assertSame(model.first(), ladder.firstDue(due));
                time = Math.max(time, due == Long.MAX_VALUE ? time : due);
                assertSame(model.pollFirst(), poll(ladder));
            }
        }
        while (!model.isEmpty()) {
            assertSame(model.pollFirst(), poll(ladder));
        }
        assertThat(poll(ladder)).isNull();
        assertThat(ladder.nextDue()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldTellOfAllThatIsDueByNowWhenTimersHaveBeenPutOff(int seed) {
        Random random = new Random(seed);
        TimerLadder<Alarm> puttingOff = new TimerLadder<>(alarm -> alarm.end);
        List<Alarm> model = new ArrayList<>();
        long time = random.nextInt();
        for (int step = 0; step < 2_000; step++) {
            if (random.nextInt(3) > 0) {
                model.add(add(puttingOff, step, randomDue(random, time)));
            } else if (!model.isEmpty()) {
                Alarm alarm = model.get(random.nextInt(model.size()));
                alarm.end += random.nextInt(10_000) & (Long.MAX_VALUE - alarm.end);
            }
            if (random.nextInt(10) == 0) {
                time += random.nextInt(3_000);
                assertEquals(dueBy(time, model), pollAll(puttingOff, time), "seed " + seed + ", step " + step);
            }
        }
        assertThat(pollAll(puttingOff, Long.MAX_VALUE)).hasSameSizeAs(model);
    }

    private static List<Long> dueBy(long time, List<Alarm> alarms) {
        List<Long> due = alarms.stream()
                .filter(alarm -> alarm.end <= time)
                .map(alarm -> alarm.end)
                .sorted()
                .toList();
        alarms.removeIf(alarm -> alarm.end <= time);
        return due;
    }

    private static List<Long> pollAll(TimerLadder<Alarm> ladder, long time) {
        List<Long> ends = new ArrayList<>();
        for (Alarm first = ladder.firstDue(time); first != null; first = ladder.firstDue(time)) {
            assertEquals(first.end, first.due());
            ends.add(first.end);
            ladder.cancel(first);
        }
        return ends;
    }

    @Test
    void shouldKeepTheOrderWhenTimersAreSetAgainAsTimeGoesOn() {
        IntStream.range(0, 1_000).forEach(id -> add(ladder, id, id));
        for (long due = 0; due < 20_000; due++) {
            Alarm alarm = poll(ladder);
            assertEquals(due, alarm.due());
            add(ladder, alarm.id, due + 1_000);
        }
    }

    @Test
    void shouldComeNoNearerThanIsAskedFor() {
        TimerLadder<Alarm> puttingOff = new TimerLadder<>(alarm -> alarm.end);
        List<Alarm> alarms = IntStream.range(0, 1_000)
                .mapToObj(id -> add(puttingOff, id, id))
                .toList();
        assertThat(puttingOff.firstDue(100)).isSameAs(alarms.get(0));
        for (int time = 0; time < 1_000; time++) {
            alarms.get(time).end = time + 5_000L;
            assertThat(puttingOff.firstDue(time)).isNull();
            assertThat(puttingOff.nextDue()).isGreaterThan(time);
        }

        add(puttingOff, -1, 1_001);
        assertThat(puttingOff.nextDue()).isEqualTo(1_001);
        assertThat(pollAll(puttingOff, Long.MAX_VALUE)).hasSize(1_001).startsWith(1_001L, 5_000L);
    }

    @Test
    void shouldHaveNothingWhenItIsCleared() {
        Alarm first = add(ladder, 0, 0);
        IntStream.range(1, 1_000).forEach(id -> add(ladder, id, id));
        assertSame(first, poll(ladder));
        ladder.clear();
        assertThat(poll(ladder)).isNull();

        IntStream.range(0, 1_000).forEach(id -> add(ladder, id, -id));
        assertEquals(-999, poll(ladder).due());
        assertEquals(-998, poll(ladder).due());
    }
}
