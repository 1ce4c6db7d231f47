package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.state.serde.Serde;
import io.millrace.state.serde.SerdeRegistry;
import io.millrace.state.serde.Type;
import io.millrace.state.table.GroupProgress;
import io.millrace.state.table.KeyGroupRange;
import io.millrace.state.table.KeyGroups;
import io.millrace.state.table.StateBackend;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotDeclarationTest {
    private static final ValueSpec<Long> COUNT = new ValueSpec<>("count", Type.of(Long.class));

    private static StateBackend<String> state() {
        return state(Type.of(String.class), KeyGroupRange.ALL);
    }

    private static StateBackend<String> state(Type<String> keys, KeyGroupRange groups) {
        return StateBackend.written("velocity", groups, SerdeRegistry.standard(), keys);
    }

    private static SnapshotFile counted() {
        StateBackend<String> keyed = state();
        ValueState<Long> count = new KeyedState<>(keyed).state(COUNT);
        keyed.current().set("a", hash("a"));
        count.set(1L);
        return SnapshotFile.take(keyed, true);
    }

    private static int hash(String key) {
        return SerdeRegistry.standard().hasher(Type.of(String.class)).hash(key);
    }

    @Test
    void shouldSayWhatToWriteWhenTheTypeOfTheKeysIsNotKnown() {
        StateBackend<String> keyed = state(null, KeyGroupRange.ALL);

        assertThatThrownBy(() -> new KeyedState<>(keyed).state(COUNT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'velocity'")
                .hasMessageContaining("keys")
                .hasMessageContaining("keyBy(t -> ..., String.class)");
        assertThatThrownBy(() -> keyed.timers("timers")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldSayWhatToWriteWhenATypeHasNoSerde() {
        StateBackend<String> keyed = state();

        assertThatThrownBy(() -> new KeyedState<>(keyed).state(new ValueSpec<>("thread", Type.of(Thread.class))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'velocity'")
                .hasMessageContaining("'thread'")
                .hasMessageContaining("java.lang.Thread");
        assertThatThrownBy(() -> keyed.serde("the accumulator", (Type<Object>) null))
                .hasMessageContaining("'velocity'")
                .hasMessageContaining("the accumulator");
    }

    @Test
    void shouldNeedNoTypesWithoutSnapshots() {
        StateBackend<String> keyed = StateBackend.unwritten("velocity", KeyGroupRange.ALL, SerdeRegistry.standard());

        assertThat(keyed.serde("the accumulator", (Type<Object>) null).immutable())
                .isFalse();
        assertThat(keyed.serde("the count", Type.of(Long.class)).immutable()).isTrue();
        new KeyedState<>(keyed).state(new ValueSpec<>("thread", Type.of(Thread.class)));
        assertThatThrownBy(() -> keyed.beginSnapshot(new SnapshotFile().writer(), true))
                .hasMessageContaining("'velocity'");
    }

    @Test
    void shouldNameBothFormsWhenAStateHasAnotherType() {
        StateBackend<String> keyed = state();
        new KeyedState<>(keyed).state(new ValueSpec<>("count", Type.of(String.class)));

        assertThatThrownBy(() -> SnapshotFile.restore(keyed, List.of(counted())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'velocity'")
                .hasMessageContaining("'count'")
                .hasMessageContaining("long")
                .hasMessageContaining("string")
                .hasMessageContaining("another name");
    }

    @Test
    void shouldRefuseAStateThatIsOfAnotherKind() {
        StateBackend<String> keyed = state();
        new KeyedState<>(keyed).state(new ListSpec<>("count", Type.of(Long.class)));

        assertThatThrownBy(() -> SnapshotFile.restore(keyed, List.of(counted())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("LIST")
                .hasMessageContaining("VALUE");
    }

    @Test
    void shouldNameWhatNobodyHasDeclared() throws IOException {
        StateBackend<String> keyed = state();

        SnapshotFile.restore(keyed, List.of(counted()));

        assertThat(keyed.leftOver()).containsExactly("count");
    }

    @Test
    void shouldTakeInTheKeysOfItsGroupsAlone() throws IOException {
        int owner = KeyGroups.taskOf(KeyGroups.groupOf(hash("a")), 2);
        for (int task = 0; task < 2; task++) {
            StateBackend<String> keyed = state(Type.of(String.class), KeyGroups.rangeOf(task, 2));
            new KeyedState<>(keyed).state(COUNT);
            SnapshotFile.restore(keyed, List.of(counted()));
            assertThat(keyed.size()).isEqualTo(task == owner ? 1 : 0);
        }
    }

    @Test
    void shouldApplyADropToTheGroupsOfItsTaskAlone() throws IOException {
        SnapshotRig[] tasks = {
            new SnapshotRig(-1, KeyGroups.rangeOf(0, 2)), new SnapshotRig(-1, KeyGroups.rangeOf(1, 2))
        };
        for (int id = 0; id < 100; id++) {
            SnapshotRig rig = tasks[tasks[0].owns(id) ? 0 : 1];
            rig.table.slice(5).put(rig.at(id), rig.hash(id), new SnapshotRig.Counter(id));
        }
        int kept = tasks[1].table.slice(5).size();
        List<SnapshotFile> wholes =
                List.of(SnapshotFile.take(tasks[0].backend, true), SnapshotFile.take(tasks[1].backend, true));
        tasks[0].table.drop(5);
        SnapshotFile delta = SnapshotFile.take(tasks[0].backend, false);

        SnapshotRig merged = new SnapshotRig(-1, KeyGroupRange.ALL);
        SnapshotFile.restore(merged.backend, List.of(wholes.get(1), wholes.get(0), delta));

        assertThat(kept).isPositive();
        assertThat(merged.table.size()).isEqualTo(kept);
    }

    @Test
    void shouldKeepUnevenProgress() throws IOException {
        StateBackend<String> keyed = state();
        GroupProgress fired = keyed.progress("fired");
        fired.restore(5, 100);
        fired.advance(50);

        StateBackend<String> restored = state();
        GroupProgress firedBefore = restored.progress("fired");
        SnapshotFile.restore(restored, List.of(SnapshotFile.take(keyed, true)));

        assertThat(firedBefore.of(5)).isEqualTo(100);
        assertThat(firedBefore.of(6)).isEqualTo(50);
    }

    @Test
    void shouldFailTheSnapshotAndNotTheEventWhenASerdeThrows() {
        Serde<Thread> broken = new Serde<>() {
            @Override
            public void write(Thread value, DataOutput out) {
                throw new IllegalStateException("broken");
            }

            @Override
            public Thread read(DataInput in) {
                return new Thread();
            }

            @Override
            public int hash(Thread value) {
                return 0;
            }

            @Override
            public boolean immutable() {
                return false;
            }
        };
        StateBackend<String> keyed = StateBackend.written(
                "velocity",
                KeyGroupRange.ALL,
                SerdeRegistry.standard().with(Thread.class, broken),
                Type.of(String.class));
        ValueState<Thread> value = new KeyedState<>(keyed).state(new ValueSpec<>("thread", Type.of(Thread.class)));
        keyed.current().set("a", hash("a"));
        value.set(new Thread());
        SnapshotFile file = new SnapshotFile();
        keyed.beginSnapshot(file.writer(), true);

        assertThat(value.get()).isNotNull();

        assertThat(file.writer().failure())
                .hasMessageContaining("'velocity'")
                .hasMessageContaining("'thread'")
                .hasMessageContaining("broken");
        assertThat(keyed.writeSnapshot(1)).isTrue();
        keyed.abandonSnapshot();
    }
}
