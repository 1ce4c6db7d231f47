package io.millrace.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElementListTest {
    private static final int SEEDS = Integer.getInteger("millrace.seeds", 200);

    private final StateTable<String, ElementList<Integer>> table = StateTable.create("lists", KeyGroupRange.ALL, true);

    private ElementList<Integer> list(boolean immutableElements) {
        return ElementList.in(table.slice(0), "key", immutableElements);
    }

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldAgreeWithArrayListWhenOperationsAreRandom(int seed) {
        Random random = new Random(seed);
        ElementList<Integer> list = list(random.nextBoolean());
        List<Integer> model = new ArrayList<>();
        for (int step = 0; step < 50; step++) {
            for (int i = random.nextInt(60); i > 0; i--) {
                int element = random.nextInt(100);
                list.append(element);
                model.add(element);
            }
            int bound = random.nextInt(100);
            Predicate<Integer> condition = element -> element % 10 == bound % 10 || bound > 97;
            list.discardIf(condition);
            model.removeIf(condition);
            assertThat(list).isEqualTo(model);
        }
    }

    @Test
    void shouldMarkElementsOneByOne() {
        ElementList<Integer> list = list(false);
        IntStream.range(0, 1_000).forEach(list::append);
        table.epochs().advance();

        assertThat(list.get(700)).isEqualTo(700);
        list.discardIf(element -> element < 300);

        assertThat(Epoch.epochOf(list.markAt(699))).isEqualTo(2);
    }

    @Test
    void shouldStayWholeWhenTheConditionThrows() {
        ElementList<Integer> list = list(true);
        IntStream.range(0, 10).forEach(list::append);

        assertThatThrownBy(() -> list.discardIf(element -> {
                    if (element == 5) {
                        throw new IllegalStateException("five");
                    }
                    return element % 2 == 0;
                }))
                .hasMessage("five");
        assertThat(list).containsExactly(1, 3, 5, 6, 7, 8, 9);
    }

    @Test
    void shouldGiveBackTheRoomOfWhatIsRemoved() {
        ElementList<Integer> list = list(true);
        IntStream.range(0, 100_000).forEach(list::append);

        list.discardIf(element -> element % 1_000 > 0);

        assertThat(list).hasSize(100).endsWith(99_000);
        assertThat(list.room()).isLessThanOrEqualTo(512);
        IntStream.range(0, 1_000).forEach(list::append);
        assertThat(list).hasSize(1_100).endsWith(999);
    }

    @Test
    void shouldBeReadOnlyAsAList() {
        ElementList<Integer> list = list(true);
        list.append(1);

        assertThatThrownBy(() -> list.add(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(list::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.get(1)).hasMessageContaining("'lists'");
        assertThatThrownBy(() -> list.append(null)).hasMessageContaining("'lists'");
    }
}
