package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {
    @Test
    @DisplayName("KG-1: the ranges of all tasks are a disjoint cover, at every parallelism")
    void shouldCoverEveryGroupOnceWhateverTheParallelism() {
        for (int parallelism = 1; parallelism <= KeyGroups.COUNT; parallelism++) {
            int next = 0;
            for (int task = 0; task < parallelism; task++) {
                KeyGroupRange range = KeyGroups.rangeOf(task, parallelism);
                assertThat(range.first()).as("task %d of %d", task, parallelism).isEqualTo(next);
                for (int group = range.first(); group <= range.last(); group++) {
                    assertThat(KeyGroups.taskOf(group, parallelism)).isEqualTo(task);
                    assertThat(range.contains(group)).isTrue();
                }
                next = range.last() + 1;
            }
            assertThat(next).isEqualTo(KeyGroups.COUNT);
        }
    }

    @Test
    void shouldTakeTheGroupFromTheLeadingBitsOfTheHash() {
        int[] hashes = {0, 0x01ffffff, 0x02000000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};

        assertThat(Arrays.stream(hashes).map(KeyGroups::groupOf)).containsExactly(0, 0, 1, 63, 64, 127);
    }

    @Test
    void shouldRefuseWhatIsNoTaskOrRange() {
        assertThatThrownBy(() -> KeyGroups.rangeOf(0, 129))
                .hasMessageContaining("129")
                .hasMessageContaining("1..128");
        assertThatThrownBy(() -> KeyGroups.rangeOf(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KeyGroups.rangeOf(2, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyGroupRange(3, 2)).hasMessageContaining("3..2");
        assertThatThrownBy(() -> new KeyGroupRange(0, 128)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellWhatARangeHolds() {
        KeyGroupRange range = new KeyGroupRange(10, 12);

        assertThat(range.size()).isEqualTo(3);
        assertThat(range.contains(9)).isFalse();
        assertThat(range.contains(13)).isFalse();
        assertThat(KeyGroupRange.ALL.size()).isEqualTo(KeyGroups.COUNT);
        assertThat(range).hasToString("10..12");
    }

    @Test
    void shouldHaveAHashForEachGroup() {
        for (int group = 0; group < KeyGroups.COUNT; group++) {
            assertThat(KeyGroups.groupOf(KeyGroups.hashOf(group))).isEqualTo(group);
        }
    }
}
