package io.millrace.window.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.StableHash;
import io.millrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyTimersTest {

    @Test
    void shouldTellWhatIsDueInTheOrderOfTime() {
        Seeds.check(300, seed -> new Run(new SplittableRandom(seed)).check());
    }

    /** Or else each look-up would wait for memory by itself. */
    @Test
    void shouldReadAheadWhatItAsksForWhenAStretchComesNear() {
        List<Integer> fetched = new ArrayList<>();
        List<Integer> asked = new ArrayList<>();
        KeyTimers<Integer> timers = new KeyTimers<>(1_000, new KeyTimers.DueByNow<>() {
            @Override
            public long of(Integer key, int hash, long due) {
                asked.add(key);
                assertThat(fetched).contains(key);
                return VOID;
            }

            @Override
            public void fetch(KeyHeap<Integer> keys, int from, int end) {
                assertThat(asked).as("when the next ones are fetched").isEqualTo(fetched);
                for (int i = from; i < end; i++) {
                    fetched.add(keys.key(i));
                }
            }
        });
        List<Integer> keys = IntStream.range(0, 1_000).boxed().toList();
        keys.forEach(key -> timers.add(key, StableHash.mix(key), 10_000));

        assertThat(timers.isAnyDue(10_000)).isFalse();

        assertThat(asked).isEqualTo(keys);
    }

    /** When a key is due, and when its timer thinks that it is. */
    private static final class Due {
        long known;
        long byNow;
    }

    private static final class Run {
        private final SplittableRandom random;
        private final int keys;
        private final long span;
        private final Map<Integer, Due> model = new HashMap<>();
        private final KeyTimers<Integer> timers;
        private long time;

        Run(SplittableRandom random) {
            this.random = random;
            keys = 1 + random.nextInt(200);
            span = 1L << random.nextInt(20);
            time = random.nextInt(3) == 0 ? Long.MAX_VALUE - 30 * span : random.nextInt(2_000) - 1_000;
            timers = new KeyTimers<>(span, this::dueByNow);
        }

        private long dueByNow(Integer key, int hash, long due) {
            assertThat(hash).isEqualTo(StableHash.mix(key));
            Due known = model.get(key);
            if (known == null || known.known != due) {
                return KeyTimers.DueByNow.VOID;
            }
            known.known = known.byNow;
            return known.byNow;
        }

        void check() {
            for (int step = 0; step < 1_000; step++) {
                int key = random.nextInt(keys);
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> begin(key);
                    case 3, 4, 5 -> putOff(key);
                    case 6 -> model.remove(key);
                    default -> advance(time + random.nextLong(span));
                }
            }
            advance(Long.MAX_VALUE);
            assertThat(timers.nextDue()).isEqualTo(Long.MAX_VALUE);
        }

        private void begin(int key) {
            if (!model.containsKey(key) && time < Long.MAX_VALUE) {
                Due due = new Due();
                due.byNow = later(time);
                due.known = due.byNow;
                model.put(key, due);
                timers.add(key, StableHash.mix(key), due.byNow);
            }
        }

        private long later(long from) {
            long far = from + 1 + random.nextLong(random.nextInt(20) == 0 ? 10 * span : span);
            return far < from ? Long.MAX_VALUE : far;
        }

        private void putOff(int key) {
            Due due = model.get(key);
            if (due != null && due.byNow < Long.MAX_VALUE) {
                due.byNow = later(due.byNow);
            }
        }

        private void advance(long upTo) {
            time = upTo < time ? Long.MAX_VALUE : upTo;
            List<Integer> expected = model.entrySet().stream()
                    .filter(entry -> entry.getValue().byNow <= time)
                    .sorted(Comparator.comparingLong((Map.Entry<Integer, Due> entry) -> entry.getValue().byNow)
                            .thenComparing(entry -> StableHash.mix(entry.getKey()), Integer::compareUnsigned))
                    .map(Map.Entry::getKey)
                    .toList();
            List<Integer> told = new ArrayList<>();
            while (timers.isAnyDue(time)) {
                assertThat(timers.nextDue()).isLessThanOrEqualTo(time);
                told.add(timers.near().key());
                model.remove(timers.near().key());
            }
            assertThat(told).isEqualTo(expected);
            long first =
                    model.values().stream().mapToLong(due -> due.byNow).min().orElse(Long.MAX_VALUE);
            assertThat(timers.nextDue()).isLessThanOrEqualTo(first);
        }
    }
}
