package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.SnapshotFile;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.store.RecordReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StateBackendTest {
    private static final Type<Integer> INTS = Type.of(Integer.class);
    private static final KeyHasher<Integer> HASHER = StableHash.of(INTS);
    private static final int MANY = 500;

    private static StateBackend<Integer> tables() {
        return StateBackend.written("operator", KeyGroupRange.ALL, SerdeRegistry.standard(), INTS);
    }

    @Test
    void shouldWriteListsAndMapsOfADroppedNamespaceInPortions() throws IOException {
        StateBackend<Integer> tables = tables();
        StateTable<Integer, ElementList<Integer>> lists = tables.lists("lists", INTS);
        StateTable<Integer, ElementMap<Integer, Integer>> maps = tables.maps("maps", INTS, INTS);
        ElementList<Integer> list = lists.slice(7).getOrAdd(1, HASHER.hash(1));
        ElementMap<Integer, Integer> map = maps.slice(7).getOrAdd(1, HASHER.hash(1));
        for (int i = 0; i < MANY; i++) {
            list.append(i);
            map.put(i, map.hash(i), i);
        }
        SnapshotFile file = new SnapshotFile();
        tables.beginSnapshot(file.writer(), true);
        lists.drop(7);
        maps.drop(7);

        int portions = 0;
        for (; !tables.writeSnapshot(10); portions++) {
            assertThat(file.writer().failure()).isNull();
        }
        file.writer().finish();

        assertThat(portions).isGreaterThan(2 * MANY / 11);
        StateBackend<Integer> restored = tables();
        StateTable<Integer, ElementList<Integer>> restoredLists = restored.lists("lists", INTS);
        StateTable<Integer, ElementMap<Integer, Integer>> restoredMaps = restored.maps("maps", INTS, INTS);
        restore(restored, file);
        assertThat(restoredLists.slice(7).get(1, HASHER.hash(1))).hasSize(MANY).endsWith(MANY - 1);
        assertThat(restoredMaps.slice(7).get(1, HASHER.hash(1)).size()).isEqualTo(MANY);
    }

    @Test
    void shouldNoteNoRemovalsBeforeTheFirstSnapshot() {
        StateBackend<Integer> tables = tables();
        StateTable<Integer, Integer> values = tables.values("values", Serdes.of(INTS));
        for (int i = 0; i < 2 * Tombstones.FEWEST; i++) {
            values.slice(0).put(i, HASHER.hash(i), i);
            values.slice(0).remove(i, HASHER.hash(i));
        }
        SnapshotFile file = new SnapshotFile();
        tables.beginSnapshot(file.writer(), true);
        while (!tables.writeSnapshot(10)) {
            assertThat(file.writer().failure()).isNull();
        }
        tables.completeSnapshot();

        assertThat(tables.wantsWholeSnapshot()).isFalse();
    }

    @Test
    void shouldAdvanceTheEpochOfAllTablesAtOnce() {
        StateBackend<Integer> backend = tables();
        StateTable<Integer, Integer> table = backend.values("table", Serdes.of(INTS));
        TimerQueue<Integer> timers = backend.timers("timers");

        assertThat(table.epochs().current()).isEqualTo(1);
        SnapshotFile.take(backend, true);

        assertThat(table.epochs().current()).isEqualTo(2);
        assertThat(timers.timers().epochs().current()).isEqualTo(2);
        assertThat(backend.values("later", Serdes.of(INTS)).epochs().current()).isEqualTo(2);
    }

    @Test
    void shouldRefuseToAddAListToATableOfValues() {
        StateTable<Integer, Integer> table = tables().values("values", Serdes.of(INTS));

        assertThatThrownBy(() -> table.slice(0).getOrAdd(1, HASHER.hash(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'values'");
    }

    private static void restore(StateBackend<Integer> tables, SnapshotFile file) throws IOException {
        RecordReader reader = file.reader();
        while (reader.next()) {
            tables.restore(reader);
        }
        tables.restored();
    }
}
