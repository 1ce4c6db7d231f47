package io.millrace.table.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateBackend;
import io.millrace.state.table.TimedSides;
import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is due comes in the order of a sorted list, however much of it there is and wherever its rows are. */
class DueCellsTest {

    private static final Comparator<Held> ORDER =
            Comparator.comparingLong(Held::due).thenComparing(Held::hash, Integer::compareUnsigned);

    private static Slice<Integer, TimedSides<Held, Held>> cells() {
        return StateBackend.written("cells", KeyGroupRange.ALL, SerdeRegistry.standard(), Type.of(Integer.class))
                .timedSides(
                        "cells", Held.serde(Serdes.of(Type.of(Long.class))), Held.serde(Serdes.of(Type.of(Long.class))))
                .slice(0);
    }

    private static Held heldIn(Slice<Integer, TimedSides<Held, Held>> cells, int key, SplittableRandom random) {
        int hash = StableHash.mix(key);
        TimedSides<Held, Held> cell = cells.getOrAdd(key, hash);
        for (int rows = random.nextInt(random.nextInt(40) == 0 ? 300 : 3); rows > 0; rows--) {
            cell.right().add(rows, new Held(random.nextInt(4) == 0 ? null : (long) rows));
        }
        Held held = new Held((long) key);
        held.keptIn(hash, cell);
        return held;
    }

    @Test
    void shouldTellWhatIsDueInItsOrder() {
        Seeds.check(100, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Slice<Integer, TimedSides<Held, Held>> cells = cells();
            DueCells due = new DueCells();
            List<Held> expected = new ArrayList<>();
            long now = 0;
            for (int round = 0, key = 0; round < 20; round++) {
                for (int more = random.nextInt(round % 7 == 0 ? 900 : 20); more > 0; more--) {
                    Held held = heldIn(cells, key++, random);
                    due.schedule(held, now + 1 + random.nextInt(100));
                    expected.add(held);
                }
                if (!expected.isEmpty() && random.nextBoolean()) {
                    due.cancel(expected.remove(random.nextInt(expected.size())));
                }
                now += random.nextInt(60);
                expected.sort(ORDER);
                while (!expected.isEmpty() && expected.get(0).due() <= now) {
                    assertThat(due.nextDue()).isEqualTo(expected.get(0).due());
                    assertThat(due.first(now)).isSameAs(expected.get(0));
                    assertThat(due.first(now)).isSameAs(expected.remove(0));
                    due.done();
                }
                assertThat(due.first(now)).isNull();
                assertThat(due.nextDue())
                        .isEqualTo(
                                expected.isEmpty()
                                        ? EventTime.MAX
                                        : expected.get(0).due());
            }
        });
    }
}
