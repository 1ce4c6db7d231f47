package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReusedArrayTest {

    private static final int BATCHES = 100_000;

    private final ReusedArray<String> array = new ReusedArray<>(String[]::new, 8);
    private final Set<String[]> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    @Test
    void shouldUseAnArrayForManyBatchesAndNoneForGood() {
        useUp(BATCHES, 8);

        assertThat(seen).as("arrays for %d objects", 8 * BATCHES).hasSizeBetween(8, 16);
    }

    @Test
    void shouldUseALongArrayAsOften() {
        array.grow(1 << 20);

        useUp(100, 1 << 20);

        assertThat(seen).as("arrays for 100 fills").hasSizeBetween(5, 7);
    }

    @Test
    void shouldMakeRoomOfTheLengthAskedForOnceThereIsTooLittle() {
        assertThat(array.room(8, 64)).hasSize(8);
        assertThat(array.room(9, 64)).hasSize(64);
        assertThat(array.array()).isSameAs(array.room(64, 128));
    }

    @Test
    void shouldKeepWhatIsThereWhenItGrows() {
        array.room(2, 8)[1] = "kept";

        assertThat(array.grow(16)).hasSize(16).contains("kept");
    }

    @Test
    void shouldKeepNothingOfThePlacesCleared() {
        String[] room = array.room(8, 8);
        Arrays.fill(room, "put");

        array.clear(2, 5);

        assertThat(room).containsExactly("put", "put", null, null, null, "put", "put", "put");
    }

    @Test
    void shouldHaveNothingToClearWhereThereWasNoRoomYet() {
        ReusedArray<String> none = new ReusedArray<>(String[]::new, 0);

        none.clear(0, 8);

        assertThat(none.room(1, 8)).hasSize(8);
    }

    private void useUp(int batches, int objects) {
        for (int batch = 0; batch < batches; batch++) {
            seen.add(array.room(objects, objects));
            array.clear(0, objects);
        }
    }
}
