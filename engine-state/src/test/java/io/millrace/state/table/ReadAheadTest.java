package io.millrace.state.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read ahead is what is there: the last row of each side, wherever rows have come and gone. */
class ReadAheadTest {
    private static final int SEEDS = 50;
    private static final int KEYS = 20;

    private static Long lastOf(TimedRows<Long> rows) {
        Long last = null;
        TimedRows.Position<Long> at = new TimedRows.Position<>();
        for (rows.toFirst(at); !at.isEnd(); at.next()) {
            last = at.value();
        }
        return last;
    }

    private static void change(TimedRows<Long> rows, Random random) {
        int kind = random.nextInt(10);
        if (kind < 6) {
            rows.add(random.nextInt(1_000), random.nextLong());
        } else if (kind == 6) {
            for (int more = random.nextInt(400); more > 0; more--) {
                rows.add(random.nextInt(1_000), random.nextLong());
            }
        } else {
            rows.dropUpTo(random.nextInt(kind == 9 ? 1_001 : 300));
        }
    }

    @Test
    void shouldReadTheLastRowOfEachSide() {
        Serde<Long> longs = Serdes.of(Type.of(Long.class));
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Slice<Integer, TimedSides<Long, Long>> slice = StateBackend.written(
                            "operator", KeyGroupRange.ALL, SerdeRegistry.standard(), Type.of(Integer.class))
                    .timedSides("sides", longs, longs)
                    .slice(0);
            ReadAhead ahead = new ReadAhead();
            for (int step = 0; step < 200; step++) {
                int key = random.nextInt(KEYS);
                TimedSides<Long, Long> cell = slice.getOrAdd(key, StableHash.mix(key));
                change(random.nextBoolean() ? cell.left() : cell.right(), random);
                TimedSides<?, ?>[] cells = new TimedSides<?, ?>[KEYS];
                Object[] lefts = new Object[KEYS];
                Object[] rights = new Object[KEYS];
                for (int i = 0; i < KEYS; i++) {
                    TimedSides<Long, Long> of = slice.peek(i, StableHash.mix(i));
                    cells[i] = of;
                    lefts[i] = of == null || !of.hasLeft() ? null : lastOf(of.left());
                    rights[i] = of == null || !of.hasRight() ? null : lastOf(of.right());
                }
                assertArrayEquals(lefts, Arrays.copyOf(ahead.lefts(cells, KEYS), KEYS));
                assertArrayEquals(rights, Arrays.copyOf(ahead.rights(cells, KEYS), KEYS));
                ahead.forget(KEYS);
                assertEquals(KEYS, ahead.room(KEYS).length);
                assertArrayEquals(new Object[KEYS], ahead.room(KEYS));
            }
        }
    }
}
