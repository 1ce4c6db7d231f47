package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.state.serde.StableHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimerQueueTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 200);

    private final TimerQueue<Integer> queue = TimerQueue.create("timers", KeyGroupRange.ALL);

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    private static int hash(int key) {
        return StableHash.mix(key);
    }

    private void set(int key, long due) {
        queue.set(key, hash(key), due);
    }

    private List<String> pollAll(long upTo) {
        List<String> polled = new ArrayList<>();
        while (queue.pollDue(upTo)) {
            assertEquals(hash(queue.key()), queue.hash());
            polled.add(queue.key() + "@" + queue.due());
        }
        return polled;
    }

    /** When a timer is due, and its turn among those due at the same time. */
    private record Turn(long due, long sequence) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            return due != other.due ? Long.compare(due, other.due) : Long.compare(sequence, other.sequence);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithTreeMapWhenOperationsAreRandom(int seed) {
        Random random = new Random(seed);
        TreeMap<Turn, Integer> model = new TreeMap<>();
        Map<Integer, Turn> turns = new HashMap<>();
        int keys = 1 << random.nextInt(9);
        for (int step = 0; step < 2_000; step++) {
            int key = random.nextInt(keys);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    long due = random.nextInt(200) - 100L;
                    if (random.nextInt(4) == 0) {
                        boolean earlier = !turns.containsKey(key) || turns.get(key).due < due;
                        assertEquals(earlier, queue.setNoEarlier(key, hash(key), due));
                        due = earlier ? due : turns.get(key).due;
                    } else {
                        set(key, due);
                    }
                    if (!turns.containsKey(key) || turns.get(key).due != due) {
                        Turn turn = new Turn(due, step);
                        Turn old = turns.put(key, turn);
                        if (old != null) {
                            model.remove(old);
                        }
                        model.put(turn, key);
                    }
                }
                case 4 -> {
                    Turn old = turns.remove(key);
                    assertEquals(old != null, queue.clear(key, hash(key)));
                    if (old != null) {
                        model.remove(old);
                    }
                }
                case 5 -> {
                    long upTo = random.nextInt(200) - 100L;
                    boolean due = !model.isEmpty() && model.firstKey().due <= upTo;
                    assertEquals(due, queue.pollDue(upTo));
                    if (due) {
                        assertEquals(model.firstKey().due, queue.due());
                        assertEquals(model.pollFirstEntry().getValue(), queue.key());
                        turns.remove(queue.key());
                    }
                }
                case 6 -> {
                    Turn turn = turns.get(key);
                    assertEquals(turn == null ? TimerQueue.NONE : turn.due, queue.dueOf(key, hash(key)));
                }
                default -> {
                    if (random.nextInt(50) == 0) {
                        queue.rebuild();
                    }
                }
            }
            assertEquals(model.size(), queue.size());
            assertEquals(model.size(), queue.table().size());
            assertEquals(model.isEmpty() ? TimerQueue.NONE : model.firstKey().due, queue.nextDue());
        }
    }

    @Test
    @DisplayName("TI-7, TI-9, TI-12: one timer per key, wherever it is moved")
    void shouldHaveOneTimerPerKeyWhenItIsSetAgain() {
        set(1, 30);
        set(1, 10);
        set(1, 20);

        assertThat(queue.size()).isEqualTo(1);
        assertThat(pollAll(19)).isEmpty();
        assertThat(pollAll(20)).containsExactly("1@20");
        assertThat(queue.size()).isZero();
        assertThat(queue.nextDue()).isEqualTo(TimerQueue.NONE);
    }

    @Test
    @DisplayName("TI-13: a timer that sets itself again is polled in the same drain")
    void shouldPollAgainWhatIsSetDuringADrain() {
        List<String> polled = new ArrayList<>();
        IntStream.range(0, 3).forEach(key -> set(key, 0));
        while (queue.pollDue(4)) {
            polled.add(queue.key() + "@" + queue.due());
            set(queue.key(), queue.due() + 1);
        }

        assertThat(polled).hasSize(15).startsWith("0@0", "1@0", "2@0", "0@1").endsWith("2@4");
        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.nextDue()).isEqualTo(5);
    }

    @Test
    @DisplayName("TI-14: timers that are set during a drain come before later ones")
    void shouldKeepTheOrderOfDueTimesWhenTimersAreSetDuringADrain() {
        List<String> polled = new ArrayList<>();
        int cleanup = 99;
        set(cleanup, 11_000);
        set(1, 1_000);
        while (queue.pollDue(Long.MAX_VALUE)) {
            polled.add(queue.key() + "@" + queue.due());
            if (queue.key() != cleanup && queue.due() < 10_000) {
                set(queue.key() + 1, queue.due() + 1_000);
            }
        }

        assertThat(polled).hasSize(11).startsWith("1@1000", "2@2000").endsWith("10@10000", "99@11000");
    }

    @Test
    @DisplayName("TI-19, TI-20, TI-21: set and clear")
    void shouldForgetATimerThatIsCleared() {
        assertThat(queue.clear(1, hash(1))).isFalse();
        set(1, 5);
        set(2, 5);
        assertThat(queue.clear(1, hash(1))).isTrue();
        assertThat(queue.clear(1, hash(1))).isFalse();

        assertThat(pollAll(10)).containsExactly("2@5");
        set(1, 7);
        assertThat(pollAll(10)).containsExactly("1@7");
    }

    @Test
    void shouldClearAnotherTimerDuringADrain() {
        IntStream.range(0, 5).forEach(key -> set(key, 1));
        List<Integer> polled = new ArrayList<>();
        while (queue.pollDue(1)) {
            polled.add(queue.key());
            queue.clear(queue.key() + 1, hash(queue.key() + 1));
        }

        assertThat(polled).containsExactly(0, 2, 4);
    }

    @Test
    void shouldPollATimerAtTheEndOfTime() {
        set(1, Long.MAX_VALUE);
        set(2, Long.MIN_VALUE);

        assertThat(pollAll(Long.MAX_VALUE)).containsExactly("2@" + Long.MIN_VALUE, "1@" + Long.MAX_VALUE);
    }

    @Test
    void shouldKeepTheOrderWhenTheHeapIsRebuilt() {
        IntStream.range(0, 100).forEach(key -> set(key, key % 3));
        queue.rebuild();
        set(100, 0);

        List<String> polled = pollAll(0);

        assertThat(polled).hasSize(35).startsWith("0@0", "3@0", "6@0").endsWith("99@0", "100@0");
    }

    @Test
    void shouldRefuseToTellOfATimerWhenNoneWasPolled() {
        assertThat(queue.pollDue(0)).isFalse();

        assertThatThrownBy(queue::key).isInstanceOf(IllegalStateException.class).hasMessageContaining("'timers'");
    }
}
