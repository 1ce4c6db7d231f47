package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.SnapshotFile;
import io.millrace.state.serde.KeyHasher;
import io.millrace.state.serde.Serde;
import io.millrace.state.serde.Serdes;
import io.millrace.state.serde.StableHash;
import io.millrace.state.serde.Type;
import io.millrace.state.store.RecordReader;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TablesTest {
    private static final Serde<Integer> INTS = Serdes.of(Type.of(Integer.class));
    private static final KeyHasher<Integer> HASHER = StableHash.of(Type.of(Integer.class));
    private static final int MANY = 500;

    private static Tables<Integer> tables() {
        return new Tables<>("operator", KeyGroupRange.ALL, INTS, HASHER);
    }

    @Test
    void shouldWriteListsAndMapsOfADroppedNamespaceInPortions() throws IOException {
        Tables<Integer> tables = tables();
        StateTable<Integer, ElementList<Integer>> lists = tables.lists("lists", INTS);
        StateTable<Integer, ElementMap<Integer, Integer>> maps = tables.maps("maps", INTS, HASHER, INTS);
        ElementList<Integer> list = ElementList.in(lists.slice(7), 1, true);
        ElementMap<Integer, Integer> map = ElementMap.in(maps.slice(7), 1, true);
        lists.slice(7).put(1, HASHER.hash(1), list);
        maps.slice(7).put(1, HASHER.hash(1), map);
        for (int i = 0; i < MANY; i++) {
            list.append(i);
            map.put(i, HASHER.hash(i), i);
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
        Tables<Integer> restored = tables();
        StateTable<Integer, ElementList<Integer>> restoredLists = restored.lists("lists", INTS);
        StateTable<Integer, ElementMap<Integer, Integer>> restoredMaps = restored.maps("maps", INTS, HASHER, INTS);
        restore(restored, file);
        assertThat(restoredLists.slice(7).get(1, HASHER.hash(1))).hasSize(MANY).endsWith(MANY - 1);
        assertThat(restoredMaps.slice(7).get(1, HASHER.hash(1)).size()).isEqualTo(MANY);
    }

    @Test
    void shouldNoteNoRemovalsBeforeTheFirstSnapshot() {
        Tables<Integer> tables = tables();
        StateTable<Integer, Integer> values = tables.values("values", INTS);
        for (int i = 0; i < 2 * Tombstones.FEWEST; i++) {
            values.slice(0).put(i, HASHER.hash(i), i);
            values.slice(0).remove(i, HASHER.hash(i));
        }
        SnapshotFile file = new SnapshotFile();
        tables.beginSnapshot(file.writer(), true);
        while (!tables.writeSnapshot(10)) {
            assertThat(file.writer().failure()).isNull();
        }
        tables.endSnapshot(true);

        assertThat(tables.wantsWholeSnapshot()).isFalse();
    }

    private static void restore(Tables<Integer> tables, SnapshotFile file) throws IOException {
        RecordReader reader = file.reader();
        while (reader.next()) {
            tables.restore(reader);
        }
        tables.restored();
    }
}
