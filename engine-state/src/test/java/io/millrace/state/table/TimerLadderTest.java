package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.state.table.TimerQueue.Timer;
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

    private final TimerLadder<Integer> ladder = new TimerLadder<>();
    private long nextSequence;

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    private Timer<Integer> add(int key, long due) {
        Timer<Integer> timer = new Timer<>(key, key);
        timer.due = due;
        timer.sequence = nextSequence++;
        ladder.add(timer);
        return timer;
    }

    private Timer<Integer> poll() {
        Timer<Integer> first = ladder.first();
        if (first != null) {
            ladder.remove(first);
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
        TreeSet<Timer<Integer>> model = new TreeSet<>(
                Comparator.<Timer<Integer>>comparingLong(t -> t.due).thenComparingLong(t -> t.sequence));
        List<Timer<Integer>> added = new ArrayList<>();
        long time = random.nextInt();
        for (int step = 0; step < 5_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5 || model.isEmpty()) {
                Timer<Integer> timer = add(step, randomDue(random, time));
                model.add(timer);
                added.add(timer);
            } else if (choice < 6) {
                Timer<Integer> timer = added.get(random.nextInt(added.size()));
                if (model.remove(timer)) {
                    ladder.remove(timer);
                }
            } else {
                assertEquals(model.first(), ladder.first());
                time = Math.max(time, model.first().due == Long.MAX_VALUE ? time : model.first().due);
                assertEquals(model.pollFirst(), poll());
            }
        }
        while (!model.isEmpty()) {
            assertEquals(model.pollFirst(), poll());
        }
        assertThat(ladder.first()).isNull();
    }

    @Test
    void shouldKeepTheOrderWhenTimersAreSetAgainAsTimeGoesOn() {
        IntStream.range(0, 1_000).forEach(key -> add(key, key));
        for (long due = 0; due < 20_000; due++) {
            Timer<Integer> timer = poll();
            assertEquals(due, timer.due);
            add(timer.key, due + 1_000);
        }
    }

    @Test
    void shouldHaveNothingWhenItIsCleared() {
        IntStream.range(0, 1_000).forEach(key -> add(key, key));
        assertEquals(0, poll().due);
        ladder.clear();
        assertThat(ladder.first()).isNull();

        IntStream.range(0, 1_000).forEach(key -> add(key, -key));
        assertEquals(-999, poll().due);
        assertEquals(-998, poll().due);
    }
}
