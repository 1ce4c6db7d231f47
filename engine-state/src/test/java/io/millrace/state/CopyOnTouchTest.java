package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.SnapshotRig.Counter;
import io.millrace.state.SnapshotRig.User;
import io.millrace.state.store.RecordKind;
import io.millrace.state.store.RecordReader;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.Slice;
import io.millrace.state.table.StateBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules of snapshots that are written while state changes, one by one. */
class CopyOnTouchTest {
    private static final int MANY = 1_000;

    private final SnapshotRig rig = new SnapshotRig(-1, KeyGroupRange.ALL);
    private final StateBackend<User> keyed = rig.backend;
    private final Slice<User, Counter> counters = rig.table.slice(0);

    private SnapshotFile begin(boolean whole) {
        SnapshotFile file = new SnapshotFile();
        keyed.beginSnapshot(file.writer(), whole);
        return file;
    }

    private SnapshotFile finish(SnapshotFile file) {
        while (!keyed.writeSnapshot(10)) {
            assertThat(file.writer().isCongested()).isFalse();
        }
        file.finish(keyed);
        return file;
    }

    private void count(int id, int count) {
        counters.put(rig.at(id), rig.hash(id), new Counter(count));
    }

    private Counter counter(int id) {
        return counters.get(rig.at(id), rig.hash(id));
    }

    private static Map<String, String> restored(SnapshotFile... files) throws IOException {
        SnapshotRig rig = new SnapshotRig(-1, KeyGroupRange.ALL);
        SnapshotFile.restore(rig.backend, List.of(files));
        Map<String, String> image = rig.image(MANY);
        image.keySet().removeIf(name -> name.startsWith("progress"));
        return image;
    }

    /** What a file says, without what is in it. */
    private static Map<RecordKind, Integer> kinds(SnapshotFile file) throws IOException {
        Map<RecordKind, Integer> kinds = new TreeMap<>();
        RecordReader reader = file.reader();
        while (reader.next()) {
            kinds.merge(reader.kind(), 1, Integer::sum);
        }
        return kinds;
    }

    @Test
    void shouldWriteWhatAMutableValueWasWhenItIsReadAndChanged() throws IOException {
        count(1, 10);
        SnapshotFile file = begin(true);

        counter(1).count = 11;

        assertThat(restored(finish(file))).containsExactly(Map.entry("table 0 1", "10"));
    }

    @Test
    void shouldNotWriteAnImmutableValueAgainWhenItIsOnlyRead() throws IOException {
        rig.at(1);
        rig.value.set(1L);
        finish(begin(true));

        assertThat(rig.value.get()).isEqualTo(1L);

        assertThat(kinds(finish(begin(false)))).isEmpty();
    }

    @Test
    void shouldWriteAMutableValueAgainWhenItIsOnlyRead() throws IOException {
        count(1, 1);
        finish(begin(true));

        assertThat(counter(1).count).isEqualTo(1);

        assertThat(kinds(finish(begin(false)))).containsExactly(Map.entry(RecordKind.PUT, 1));
    }

    @Test
    void shouldWriteEveryEntryOnceWhenTablesGrowAndShrinkDuringTheWalk() throws IOException {
        for (int id = 0; id < MANY; id++) {
            count(id, id);
        }
        Map<String, String> before = rig.image(MANY);
        before.keySet().removeIf(name -> name.startsWith("progress"));
        SnapshotFile file = begin(true);

        Random random = new Random(7);
        for (int i = 0; !keyed.writeSnapshot(3); i++) {
            count(MANY + i, 0);
            int id = random.nextInt(MANY);
            counters.remove(rig.at(id), rig.hash(id));
        }
        file.finish(keyed);

        assertThat(kinds(file)).containsExactly(Map.entry(RecordKind.PUT, MANY));
        assertThat(restored(file)).isEqualTo(before);
    }

    @Test
    void shouldLeaveOutWhatIsBornAfterTheBarrier() throws IOException {
        count(1, 1);
        SnapshotFile file = begin(true);

        count(2, 2);
        counters.remove(rig.at(1), rig.hash(1));
        count(1, 3);

        assertThat(restored(finish(file))).containsExactly(Map.entry("table 0 1", "1"));
    }

    @Test
    void shouldWriteADroppedNamespaceInPortions() throws IOException {
        for (int id = 0; id < MANY; id++) {
            count(id, id);
        }
        SnapshotFile file = begin(true);
        rig.table.drop(0);

        assertThat(keyed.writeSnapshot(MANY / 2)).isFalse();
        assertThat(file.writer().bytes()).isPositive();

        assertThat(restored(finish(file))).hasSize(MANY);
        SnapshotFile delta = finish(begin(false));
        assertThat(kinds(delta)).containsExactly(Map.entry(RecordKind.DROP, 1));
        assertThat(restored(file, delta)).isEmpty();
    }

    @Test
    void shouldPauseWithinALargeListOrMap() {
        rig.at(1);
        for (int i = 0; i < MANY; i++) {
            rig.list.add(new Counter(i));
            rig.map.put(new User(i), new Counter(i));
        }
        SnapshotFile file = begin(true);

        int portions = 0;
        for (long bytes = 0; !keyed.writeSnapshot(10); portions++) {
            assertThat(file.writer().bytes() - bytes).isLessThan(500);
            bytes = file.writer().bytes();
        }

        assertThat(portions).isGreaterThanOrEqualTo(2 * MANY / 10);
    }

    @Test
    void shouldWriteChangedElementsAlone() throws IOException {
        rig.at(1);
        for (int i = 0; i < MANY; i++) {
            rig.list.add(new Counter(i));
            rig.map.put(new User(i), new Counter(i));
        }
        SnapshotFile whole = finish(begin(true));

        rig.list.elements().get(700).count = -1;
        rig.list.add(new Counter(-2));
        rig.map.get(new User(3)).count = -3;
        rig.map.remove(new User(4));
        SnapshotFile delta = finish(begin(false));

        assertThat(kinds(delta))
                .isEqualTo(Map.of(RecordKind.RESIZE, 1, RecordKind.PUT_ELEMENT, 3, RecordKind.REMOVE_ELEMENT, 1));
        assertThat(restored(whole, delta))
                .hasSize(2 * MANY)
                .containsEntry("list 1 700", "-1")
                .containsEntry("list 1 1000", "-2")
                .containsEntry("map 1 3", "-3")
                .doesNotContainKey("map 1 4");
    }

    @Test
    void shouldWriteARemovedListAndMapAsTheyWere() throws IOException {
        rig.at(1);
        for (int i = 0; i < MANY; i++) {
            rig.list.add(new Counter(i));
            rig.map.put(new User(i), new Counter(i));
        }
        SnapshotFile file = begin(true);
        assertThat(keyed.writeSnapshot(100)).isFalse();

        long bytes = file.writer().bytes();
        rig.list.clear();
        rig.map.clear();
        assertThat(file.writer().bytes()).as("nothing is written at once").isEqualTo(bytes);
        rig.list.add(new Counter(-1));
        rig.map.put(new User(0), new Counter(-1));

        assertThat(restored(finish(file))).hasSize(2 * MANY).doesNotContainValue("-1");
        SnapshotFile delta = finish(begin(false));
        assertThat(restored(file, delta)).isEqualTo(Map.of("list 1 0", "-1", "map 1 0", "-1"));
    }

    @Test
    void shouldWriteTheOldPlacesOfElementsThatMoveWhenOthersAreRemoved() throws IOException {
        rig.at(1);
        for (int i = 0; i < 10; i++) {
            rig.list.add(new Counter(i));
        }
        SnapshotFile file = begin(true);
        rig.list.removeIf(counter -> counter.count % 2 == 0);

        assertThat(restored(finish(file))).hasSize(10).containsEntry("list 1 4", "4");
        SnapshotFile delta = finish(begin(false));
        assertThat(restored(file, delta)).hasSize(5).containsEntry("list 1 4", "9");
    }

    @Test
    void shouldWriteAgainWhatAnAbandonedSnapshotHasWritten() throws IOException {
        count(1, 1);
        count(2, 2);
        SnapshotFile whole = finish(begin(true));
        counter(1).count = 10;
        counters.remove(rig.at(2), rig.hash(2));
        SnapshotFile abandoned = begin(false);
        while (!keyed.writeSnapshot(10)) {
            assertThat(abandoned.writer().isCongested()).isFalse();
        }
        keyed.abandonSnapshot();

        SnapshotFile delta = finish(begin(false));

        assertThat(kinds(delta)).isEqualTo(Map.of(RecordKind.PUT, 1, RecordKind.REMOVE, 1));
        assertThat(restored(whole, delta)).isEqualTo(Map.of("table 0 1", "10"));
        assertThat(kinds(finish(begin(false))))
                .as("removals are forgotten when one is complete")
                .isEmpty();
    }

    @Test
    void shouldHaveOneSnapshotInFlight() {
        SnapshotFile file = begin(true);

        assertThatThrownBy(() -> begin(true)).hasMessageContaining("in flight");

        finish(file);
        assertThatThrownBy(() -> keyed.writeSnapshot(1)).hasMessageContaining("begin one");
        keyed.completeSnapshot();
        begin(true);
        count(1, 1);
        assertThatThrownBy(() -> keyed.completeSnapshot()).hasMessageContaining("that is not");
    }

    @Test
    void shouldWriteAsMuchAsHasChanged() {
        int keys = 20_000;
        for (int id = 0; id < keys; id++) {
            count(id, id);
        }
        long whole = finish(begin(true)).bytes();

        Random random = new Random(1);
        for (int i = 0; i < keys / 100; i++) {
            counter(random.nextInt(keys)).count++;
        }
        long delta = finish(begin(false)).bytes();

        assertThat(delta).isBetween(whole / 200, whole / 80);
    }

    @Test
    void shouldGiveTheSnapshotUpAndGoOnWhenTooMuchWaits() throws IOException {
        for (int id = 0; id < MANY; id++) {
            count(id, id);
        }
        SnapshotFile file = new SnapshotFile(2_000);
        keyed.beginSnapshot(file.writer(), true);
        for (int id = 0; id < MANY; id++) {
            file.pending = file.bytes();
            counter(id).count++;
        }

        assertThat(file.writer().failure()).hasMessageContaining("2000");
        assertThat(file.bytes()).isLessThan(4_000);
        assertThat(keyed.writeSnapshot(1)).isTrue();
        keyed.abandonSnapshot();
        assertThat(restored(finish(begin(true)))).hasSize(MANY).containsEntry("table 0 5", "6");
    }

    @Test
    void shouldPauseTheWalkWhileMuchWaits() {
        for (int id = 0; id < MANY; id++) {
            count(id, id);
        }
        SnapshotFile file = new SnapshotFile(10_000);
        keyed.beginSnapshot(file.writer(), true);
        file.pending = 5_001;

        assertThat(keyed.writeSnapshot(MANY)).isFalse();
        assertThat(file.writer().bytes()).isZero();
        file.pending = 0;
        finish(file);
    }

    @Test
    void shouldAskForAWholeSnapshotWhenTooMuchHasBeenRemoved() throws IOException {
        assertThat(keyed.wantsWholeSnapshot()).isTrue();
        assertThatThrownBy(() -> begin(false)).hasMessageContaining("wantsWholeSnapshot");
        count(-1, 1);
        SnapshotFile first = finish(begin(true));
        assertThat(keyed.wantsWholeSnapshot()).isFalse();
        for (int i = 0; i <= 1_024; i++) {
            count(1, i);
            counters.remove(rig.at(1), rig.hash(1));
        }
        assertThat(keyed.wantsWholeSnapshot()).isTrue();
        SnapshotFile abandoned = begin(true);
        keyed.abandonSnapshot();
        assertThat(keyed.wantsWholeSnapshot()).isTrue();

        SnapshotFile second = finish(begin(true));

        assertThat(keyed.wantsWholeSnapshot()).isFalse();
        assertThat(kinds(first)).isEqualTo(kinds(second));
        assertThat(abandoned.writer().failure()).isNull();
    }

    @Test
    void shouldAskForAWholeSnapshotAgainWhenTooMuchIsRemovedWhileOneIsWritten() throws IOException {
        SnapshotFile file = begin(true);
        for (int i = 0; i <= 1_024; i++) {
            count(1, i);
            counters.remove(rig.at(1), rig.hash(1));
        }
        assertThat(restored(finish(file))).isEmpty();

        assertThat(keyed.wantsWholeSnapshot()).isTrue();
        finish(begin(true));
        assertThat(keyed.wantsWholeSnapshot()).isFalse();
    }

    @Test
    void shouldKeepTheOrderOfTimers() throws IOException {
        List<Integer> expected = new ArrayList<>();
        for (int id = 0; id < 100; id++) {
            rig.timers.set(rig.at(id), rig.hash(id), 5);
            expected.add(id);
        }
        SnapshotFile whole = finish(begin(true));
        for (int id = 0; id < 100; id += 2) {
            rig.timers.set(rig.at(id), rig.hash(id), 4);
            rig.timers.set(rig.at(id), rig.hash(id), 5);
            expected.remove((Integer) id);
            expected.add(id);
        }
        SnapshotFile delta = finish(begin(false));

        SnapshotRig restored = new SnapshotRig(-1, KeyGroupRange.ALL);
        SnapshotFile.restore(restored.backend, List.of(whole, delta));

        assertThat(restored.pollTimers()).isEqualTo(expected);
    }
}
