package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.state.serde.StableHash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Maps large enough to be divided, also while they are walked through. */
class ElementMapModelTest {
    private static final int SEEDS = Math.max(1, Integer.getInteger("millrace.seeds", 200) / 8);

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithHashMapWhenItGrowsDuringWalks(int seed) {
        Random random = new Random(seed);
        int mask = random.nextBoolean() ? -1 : 0xfff00fff; // with colliding hashes, too
        StateTable<String, ElementMap<Integer, Integer>> table = StateTable.create("maps", KeyGroupRange.ALL, true);
        ElementMap<Integer, Integer> map = ElementMap.in(table.slice(0), "key", StableHash::mix, false);
        Map<Integer, Integer> model = new HashMap<>();
        Map<Integer, Integer> epochs = new HashMap<>();
        for (int round = 0; round < 8; round++) {
            Set<Integer> unvisited = new HashSet<>(model.keySet());
            Set<Integer> visited = new HashSet<>();
            Cursor<Integer, Integer> cursor = map.cursor();
            boolean walking = true;
            for (int step = 0; step < 600 || walking; step++) {
                int key = random.nextInt(4_000);
                int hash = StableHash.mix(key) & mask;
                if (random.nextInt(5) == 0) {
                    assertEquals(model.remove(key), map.remove(key, hash));
                    unvisited.remove(key);
                    visited.remove(key);
                } else {
                    map.put(key, hash, step);
                    model.put(key, step);
                    epochs.put(key, table.epochs().current());
                }
                walking = walking && cursor.next();
                if (walking) {
                    assertTrue(visited.add(cursor.key()));
                    assertEquals(model.get(cursor.key()), cursor.value());
                    epochs.put(cursor.key(), table.epochs().current());
                    unvisited.remove(cursor.key());
                }
            }
            assertThat(unvisited).isEmpty();
            table.epochs().advance();
        }
        assertEquals(model.size(), map.size());
        model.forEach((key, value) -> {
            int hash = StableHash.mix(key) & mask;
            assertEquals(epochs.get(key), Epoch.epochOf(map.markOf(key, hash)));
            assertEquals(value, map.get(key, hash));
        });
        map.clear();
        assertThat(map.size()).isZero();
        assertThat(map.cursor().next()).isFalse();
    }
}
